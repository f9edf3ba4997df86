//! Values to text: YAML, JSON and TOML.
