//! What the push provider says about a push.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::wso2::IdentityError;

/// What the push provider answers for a device token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PushOutcome {
    /// It delivers.
    Delivered,
    /// `INVALID_ARGUMENT`: PPE-65002.
    InvalidToken,
    /// `UNREGISTERED`: PPE-65003.
    Unregistered,
    /// Anything else: PPE-65001.
    Failing,
}

impl PushOutcome {
    /// The error that the server makes of it.
    pub(crate) fn result(self) -> Result<(), IdentityError> {
        match self {
            Self::Delivered => Ok(()),
            Self::InvalidToken => Err(IdentityError::InvalidPushToken),
            Self::Unregistered => Err(IdentityError::PushTokenExpired),
            Self::Failing => Err(IdentityError::PushFailed),
        }
    }
}
