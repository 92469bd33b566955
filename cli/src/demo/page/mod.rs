//! The page to play with: the mock server's pages on the left, a phone on the right.
//!
//! The phone is the core. Its screens are drawn on the server from what the core says; the browser only swaps what is drawn
//! and sends forms.

mod actions;
mod answer;
mod form;
mod handset;
mod left;
mod place;
mod render;
mod routes;
mod screen;
mod serve;
mod views;

pub(super) use serve::serve;
