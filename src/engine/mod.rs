//! All that touches Docker, through the Engine API. bollard lives here alone.
