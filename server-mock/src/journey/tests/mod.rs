//! Journeys on a ground in memory.

mod adding;
mod enrolling;
mod password;
mod push;
mod scripts;

use super::fake::Fake;
use super::{Channel, FactorKind, Input, Itinerary, Journey, Params, PushWait, Screen, Step, Turn};

/// A journey and its ground, driven like a person at a page does.
struct Trip {
    ground: Fake,
    journey: Journey,
}

impl Trip {
    /// A login through these factors, one after the other, with no script.
    fn through(ground: Fake, factors: &[FactorKind], channel: Channel) -> Self {
        Self::scripted(ground, factors, channel, None).0
    }

    fn scripted(mut ground: Fake, factors: &[FactorKind], channel: Channel, script: Option<&str>) -> (Self, Turn) {
        let steps = (1..).zip(factors).map(|(number, factor)| Step { number, factor: *factor }).collect();
        let script = script.map(str::to_owned);
        let itinerary = Itinerary { application: "Shop".to_owned(), channel, steps, script };
        let (journey, turn) = Journey::begin(itinerary, Params::new(), &mut ground);
        (Self { ground, journey }, turn)
    }

    /// Ann has said her name and waits for her phone.
    fn waiting(ground: Fake) -> Self {
        let mut trip = Self::through(ground, &[FactorKind::Push], Channel::Pages);
        trip.takes(Input::Identifier("ann".to_owned()));
        trip
    }

    fn turns(&mut self, input: Input) -> Turn {
        self.journey.take(&input, Params::new(), &mut self.ground)
    }

    fn takes(&mut self, input: Input) -> Screen {
        let turn = self.turns(input);
        shown(turn)
    }

    fn screen(&self) -> Screen {
        shown(self.journey.turn(&self.ground))
    }

    fn wait(&self) -> PushWait {
        waited(self.screen())
    }
}

fn shown(turn: Turn) -> Screen {
    match turn {
        Turn::Show(screen) => screen,
        Turn::Decide(call) => panic!("asks a script about {:?}", call.event),
    }
}

fn waited(screen: Screen) -> PushWait {
    if let Screen::PushWait(wait) = screen { wait } else { panic!("shows {screen:?}") }
}

fn password(text: &str) -> Input {
    Input::Password { username: None, password: text.to_owned() }
}

fn done(factors: &[FactorKind]) -> Screen {
    Screen::Done { user: "ann".to_owned(), factors: factors.to_vec() }
}
