//! jkec
#![allow(dead_code)]
mod disk;
mod report;
fn main() {}
