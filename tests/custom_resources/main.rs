//! Custom resources: the schemas of real ones become types.

mod imported;
