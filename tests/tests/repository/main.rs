//! What the sources, the documents and the tests of this repository promise each other.

mod layers;
mod scenarios;
mod texts;
mod traceability;
