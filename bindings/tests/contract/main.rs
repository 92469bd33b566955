//! What crosses the border crosses unchanged, and what an app's part does wrong becomes the error it should.

mod cancel;
mod faults;
mod parts;
