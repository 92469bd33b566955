//! Authentication methods: every single thing that a user can log in with, by the ids of the APIs.
//!
//! An enrolled phone is two methods, a push and a code generator, that come and go together.

use super::contacts::{Channel, Contact, ContactKind};
use super::enrollments::{Enrollment, Factor};
use super::state::{TenantMoment, TenantState};
use crate::guardian::GuardianError;
use crate::world::OtpSecret;

/// What kind of thing a method is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MethodKind {
    Push,
    Totp,
    RecoveryCode,
    Phone,
    Email,
}

impl MethodKind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Push => "push",
            Self::Totp => "totp",
            Self::RecoveryCode => "recovery-code",
            Self::Phone => "phone",
            Self::Email => "email",
        }
    }
}

/// A method of a user.
#[derive(Clone, Debug)]
pub(crate) struct Method {
    pub(crate) kind: MethodKind,
    /// The enrollment or contact behind it.
    pub(crate) source: String,
    pub(crate) is_confirmed: bool,
    pub(crate) name: Option<String>,
    /// The telephone number or email address.
    pub(crate) address: Option<String>,
    pub(crate) preferred: Option<Channel>,
    /// What it shares with the methods that go when it goes.
    pub(crate) link: Option<String>,
    /// Seconds since 1970.
    pub(crate) created_at: u64,
    pub(crate) enrolled_at: Option<u64>,
    pub(crate) last_auth: Option<u64>,
}

impl Method {
    /// Such as `push|dev_…`.
    pub(crate) fn id(&self) -> String {
        format!("{}|{}", self.kind.name(), self.source)
    }

    fn of_enrollment(enrollment: &Enrollment, kind: MethodKind) -> Self {
        let is_phone = enrollment.factor == Factor::Push;
        let has_name = kind == MethodKind::Push || !is_phone;
        Self {
            kind,
            source: enrollment.id.clone(),
            is_confirmed: enrollment.is_confirmed,
            name: enrollment.name.clone().filter(|_| has_name),
            address: None,
            preferred: None,
            link: is_phone.then(|| enrollment.id.clone()),
            created_at: enrollment.created_at,
            enrolled_at: enrollment.enrolled_at,
            last_auth: enrollment.last_auth,
        }
    }

    fn of_contact(contact: &Contact) -> Self {
        Self {
            kind: match contact.kind {
                ContactKind::Phone => MethodKind::Phone,
                ContactKind::Email => MethodKind::Email,
            },
            source: contact.id.clone(),
            is_confirmed: true,
            name: contact.name.clone(),
            address: Some(contact.address.clone()),
            preferred: contact.preferred,
            link: None,
            created_at: contact.created_at,
            enrolled_at: Some(contact.created_at),
            last_auth: None,
        }
    }
}

impl TenantState {
    /// All methods of a user, those of pending enrollments included.
    pub(crate) fn methods_of(&self, user: &str) -> Vec<Method> {
        let mut methods = Vec::new();
        let mut own: Vec<&Enrollment> = self.enrollments.values().filter(|known| known.user == user).collect();
        own.sort_by_key(|enrollment| (enrollment.created_at, enrollment.id.clone()));
        if let Some(first) = own.iter().find(|enrollment| enrollment.is_confirmed)
            && self.users.get(user).is_some_and(|user| user.recovery_code.is_some())
        {
            let recovery = Method::of_enrollment(first, MethodKind::RecoveryCode);
            methods.push(Method { name: None, link: None, last_auth: None, ..recovery });
        }
        for enrollment in own {
            if enrollment.factor == Factor::Push {
                methods.push(Method::of_enrollment(enrollment, MethodKind::Push));
            }
            methods.push(Method::of_enrollment(enrollment, MethodKind::Totp));
        }
        methods.extend(self.contacts_of(user).map(Method::of_contact));
        methods
    }

    /// The user's method with this id.
    pub(crate) fn method(&self, user: &str, id: &str) -> Result<Method, GuardianError> {
        self.user(user)?;
        let found = self.methods_of(user).into_iter().find(|method| method.id() == id);
        found.ok_or(GuardianError::NotFound("The authentication method does not exist."))
    }

    /// Registers a code generator that needs no confirmation, unless the user has one already.
    pub(crate) fn add_totp(
        &mut self,
        user: &str,
        secret: Vec<u8>,
        name: Option<String>,
        moment: &mut TenantMoment<'_>,
    ) -> Result<Enrollment, GuardianError> {
        self.user(user)?;
        if self.confirmed(user).any(|enrollment| enrollment.factor == Factor::Otp) {
            return Err(GuardianError::EnrollmentConflict);
        }
        let mut pending = self.begin_enrollment(user, Factor::Otp, moment)?;
        pending.otp = OtpSecret::new(secret);
        pending.name = name;
        // Whoever registers it on behalf of the user cannot hand over a recovery code.
        pending.recovery_code = None;
        self.enrollments.insert(pending.id.clone(), pending.clone());
        self.confirm_enrollment(&pending.id, moment.now)?;
        Ok(pending)
    }

    /// Names a method and says how a telephone is to be reached; what is not given stays.
    pub(crate) fn change_method(
        &mut self,
        user: &str,
        id: &str,
        name: Option<String>,
        preferred: Option<Channel>,
    ) -> Result<Method, GuardianError> {
        let method = self.method(user, id)?;
        if preferred.is_some() && method.kind != MethodKind::Phone {
            return Err(GuardianError::InvalidBody("only a telephone has a preferred method"));
        }
        if let Some(contact) = self.contacts.get_mut(&method.source) {
            contact.name = name.or(contact.name.take());
            contact.preferred = preferred.or(contact.preferred);
        } else if let Some(enrollment) = self.enrollments.get_mut(&method.source) {
            enrollment.name = name.or(enrollment.name.take());
        }
        self.method(user, id)
    }

    /// Forgets a method with those that are linked to it.
    pub(crate) fn remove_method(&mut self, user: &str, id: &str, now: u64) -> Result<(), GuardianError> {
        let method = self.method(user, id)?;
        match method.kind {
            MethodKind::Push | MethodKind::Totp => self.remove_enrollment(&method.source, now),
            MethodKind::Phone | MethodKind::Email => {
                self.contacts.remove(&method.source);
                Ok(())
            }
            MethodKind::RecoveryCode => {
                if let Some(user) = self.users.get_mut(user) {
                    user.recovery_code = None;
                }
                Ok(())
            }
        }
    }

    /// Forgets everything that the user can log in with besides the password.
    pub(crate) fn remove_methods(&mut self, user: &str, now: u64) {
        let own: Vec<String> =
            self.enrollments.values().filter(|known| known.user == user).map(|known| known.id.clone()).collect();
        for id in own {
            // It was there a moment ago.
            let _ = self.remove_enrollment(&id, now);
        }
        self.contacts.retain(|_, contact| contact.user != user);
        if let Some(user) = self.users.get_mut(user) {
            user.recovery_code = None;
        }
    }
}
