//! What every call has to do with: its form, who calls, how much, and what goes wrong.

mod accounts;
mod faults;
mod forms;
mod limits;
mod pages;
mod permissions;
