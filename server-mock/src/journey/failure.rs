//! Why a login ended without success.

/// The reason of a failed step or login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The account is locked; for so many minutes, when that is known.
    Locked { minutes: Option<u64> },
    /// The phone was asked as often as it may be.
    ResendsExhausted,
    /// The person denied the request on the phone.
    Denied,
    /// The number on the phone was not the one on the page.
    WrongNumber,
    /// The phone's answer cannot be used.
    UnusableAnswer,
    /// The phone's answer belongs to another request.
    ForeignAnswer,
    /// The phone cannot be asked, or was not heard.
    Internal,
    /// There is no phone to ask.
    NoDevice,
    /// There are as many phones as there may be.
    DeviceLimit,
    /// A phone is to be registered, but nothing asks for another proof first.
    UnprovenEnrollment,
    /// The person gave up.
    Canceled,
    /// The application's script refuses the login.
    Refused,
    /// The application's script or steps cannot be followed.
    BrokenPlan,
}
