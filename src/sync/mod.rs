//! File trees inside one root that can't be left: scan, diff, stage, apply, undo.
