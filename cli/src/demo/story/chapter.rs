//! What a story is made of.

use std::pin::Pin;

use super::room::Room;
use crate::demo::failure::Failure;
use crate::demo::teller::Teller;

/// What a chapter comes to: a sentence about what was found true.
pub(super) type Told = Result<String, Failure>;

/// A chapter while it is played.
pub(super) type Play<'s> = Pin<Box<dyn Future<Output = Told> + 's>>;

/// A chapter on the stage `S`.
pub(super) struct Chapter<S> {
    /// The step, named for machines.
    pub(super) name: &'static str,
    /// The title, for people.
    pub(super) title: &'static str,
    /// Plays it.
    pub(super) play: fn(&mut S) -> Play<'_>,
}

/// Where a story plays, and the story.
pub(super) trait Stage: Sized + 'static {
    /// The sentence before the first chapter.
    const OPENING: &'static str;

    /// The chapters in order. Nothing can follow when the first one fails.
    const CHAPTERS: &'static [Chapter<Self>];

    /// Makes everything that the first chapter needs.
    async fn set(teller: &Teller) -> Result<Self, Failure>;

    /// The part that all stages share.
    fn room(&self) -> &Room;

    /// Ends everything and removes what was stored.
    async fn clear(self);
}
