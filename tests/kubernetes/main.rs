//! The Kubernetes types of the library, every one of them: an object of each kind with all that it can have is built, what is wrong in
//! one is refused where it stands, and the API's own schema says the same but for what is listed.

mod every_field;
mod kinds;
mod openapi;
mod refused;
mod sample;
mod schema;
