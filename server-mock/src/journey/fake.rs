//! A ground for tests: a few users in memory, a phone that answers what it is told.

use std::collections::{BTreeMap, BTreeSet};

use super::{Conclusion, FactorKind, Ground, JourneySettings, Lock, PushTrouble, SentPush, User};

/// Everything is public, so that tests can arrange and look at it.
#[derive(Debug)]
pub(super) struct Fake {
    pub(super) now: u64,
    pub(super) settings: JourneySettings,
    pub(super) numbers: bool,
    pub(super) users: BTreeMap<String, FakeUser>,
    /// Conclusions by push.
    pub(super) answers: BTreeMap<String, Conclusion>,
    pub(super) pushes: Vec<String>,
    pub(super) forgotten: Vec<String>,
    pub(super) complaints: Vec<String>,
    pub(super) is_provider_down: bool,
    pub(super) can_register: bool,
    drawn: u32,
}

#[derive(Debug)]
pub(super) struct FakeUser {
    pub(super) devices: BTreeSet<String>,
    pub(super) room: usize,
    pub(super) failures: u32,
    pub(super) locked_until: Option<u64>,
    pub(super) successes: u32,
}

impl Fake {
    /// Ann with one phone, the password `pw`, and a lock of ten minutes after three failures.
    pub(super) fn new() -> Self {
        let ann = FakeUser {
            devices: BTreeSet::from(["phone".to_owned()]),
            room: 2,
            failures: 0,
            locked_until: None,
            successes: 0,
        };
        Self {
            now: 1_000,
            settings: JourneySettings {
                resend_interval: 60,
                resend_limit: 2,
                is_enrollment_on: false,
                is_adding_on: false,
            },
            numbers: true,
            users: BTreeMap::from([("ann".to_owned(), ann)]),
            answers: BTreeMap::new(),
            pushes: Vec::new(),
            forgotten: Vec::new(),
            complaints: Vec::new(),
            is_provider_down: false,
            can_register: true,
            drawn: 0,
        }
    }

    pub(super) fn ann(&mut self) -> &mut FakeUser {
        self.users.get_mut("ann").expect("ann is there")
    }

    /// The phone answers the latest push.
    pub(super) fn answer(&mut self, conclusion: Conclusion) {
        let push = self.pushes.last().expect("a push").clone();
        self.answers.insert(push, conclusion);
    }

    fn draw(&mut self) -> SentPush {
        self.drawn += 1;
        let number = self.numbers.then(|| (self.drawn * 7 % 100).to_string());
        SentPush { id: format!("push-{}", self.drawn), number, sent_at: self.now }
    }
}

impl Ground for Fake {
    fn now(&self) -> u64 {
        self.now
    }

    fn settings(&self) -> JourneySettings {
        self.settings
    }

    fn user_called(&self, name: &str) -> Option<User> {
        self.users.contains_key(name).then(|| User { id: name.to_owned(), name: name.to_owned() })
    }

    fn accepts_password(&mut self, _: &str, password: &str) -> bool {
        password == "pw"
    }

    fn lock(&self, user: &str) -> Option<Lock> {
        let until = self.users[user].locked_until?;
        (until > self.now).then(|| Lock { seconds_left: Some(until - self.now) })
    }

    fn note_failure(&mut self, user: &str, _: FactorKind) {
        let now = self.now;
        let user = self.users.get_mut(user).expect("a user");
        user.failures += 1;
        if user.failures == 3 {
            user.locked_until = Some(now + 600);
        }
    }

    fn note_success(&mut self, user: &str, _: FactorKind) {
        let user = self.users.get_mut(user).expect("a user");
        user.failures = 0;
        user.successes += 1;
    }

    fn devices(&self, user: &str) -> BTreeSet<String> {
        self.users[user].devices.clone()
    }

    fn has_room(&self, user: &str) -> bool {
        let user = &self.users[user];
        user.devices.len() < user.room
    }

    fn registration_data(&mut self, user: &str) -> Option<String> {
        self.drawn += 1;
        self.can_register.then(|| format!("code {} of {user}", self.drawn))
    }

    fn start_push(&mut self, _: &str, _: &str) -> Result<SentPush, PushTrouble> {
        if self.is_provider_down {
            return Err(PushTrouble);
        }
        let push = self.draw();
        self.pushes.push(push.id.clone());
        Ok(push)
    }

    fn decoy_push(&mut self) -> SentPush {
        self.draw()
    }

    fn conclude(&mut self, push: &str) -> Conclusion {
        self.answers.remove(push).unwrap_or(Conclusion::NoAnswer)
    }

    fn forget_push(&mut self, push: &str) {
        self.forgotten.push(push.to_owned());
    }

    fn complain(&mut self, _: &str, text: &str) {
        self.complaints.push(text.to_owned());
    }
}
