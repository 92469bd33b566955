//! The device API over HTTP (sections 3 to 8): transport rules here, everything else in the world.

mod extract;
mod hints;
mod routes;

pub(crate) use routes::routes;
