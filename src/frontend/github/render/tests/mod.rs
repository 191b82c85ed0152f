//! Comments, as they are written and as another reads them.

mod comments;
mod hostile;
mod judge;
