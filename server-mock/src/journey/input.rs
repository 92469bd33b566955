//! What a person did.

use std::collections::BTreeMap;
use std::fmt;

/// The parameters of the request that brought an input, as scripts see them; never a password.
pub(crate) type Params = BTreeMap<String, Vec<String>>;

/// One thing that a person, or the page on their behalf, asks for. What does not fit the present screen changes nothing.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Input {
    /// Says who they are.
    Identifier(String),
    /// Gives a password; with a name when nobody said yet who they are.
    Password { username: Option<String>, password: String },
    /// The phone has answered: see how.
    Proceed,
    /// Asks the phone once more.
    Resend,
    /// Agrees to register a phone.
    InitEnrollment,
    /// Does not want to register a phone.
    CancelEnrollment,
    /// Says that the phone has scanned the code.
    DeviceEnrolled,
    /// Wants one more phone while another one is asked.
    AddDevice,
    /// Goes back from registering one more phone to the request that waits.
    CancelAddDevice,
    /// Gives up.
    Cancel,
}

impl fmt::Debug for Input {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Identifier(_) => "Identifier",
            Self::Password { .. } => "Password",
            Self::Proceed => "Proceed",
            Self::Resend => "Resend",
            Self::InitEnrollment => "InitEnrollment",
            Self::CancelEnrollment => "CancelEnrollment",
            Self::DeviceEnrolled => "DeviceEnrolled",
            Self::AddDevice => "AddDevice",
            Self::CancelAddDevice => "CancelAddDevice",
            Self::Cancel => "Cancel",
        })
    }
}
