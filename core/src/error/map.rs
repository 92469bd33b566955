//! The one place where inner errors become [`Error`]s. Exhaustive: a new inner error does not compile until it has a code.

use std::time::Duration;

use super::Advice::{After, AfterAdministrator, AfterEnrollment, AfterUpdate, AfterUserAction, Never, Now};
use super::{Advice, Error, ErrorKind as Kind};
use crate::dialect::{ChallengeError, DialectError, OfferError, Refusal, RefusalCode};
use crate::engine::Mistake;
use crate::model::{DecisionState, NumberError, Recorded, Settlement};
use crate::otp::migration::MigrationError;
use crate::otp::{OtpError, OtpUriError};
use crate::platform::{EntropyError, SignerError, TransportError};
use crate::protocol::url_rules::UrlError;
use crate::protocol::web_push::WebPushError;
use crate::store::StoreError;

/// How long to wait when nobody says.
const SOON: Advice = After(Duration::from_secs(5));

impl From<OfferError> for Error {
    fn from(error: OfferError) -> Self {
        let (code, advice) = match &error {
            OfferError::NotRecognized => ("qr.unknown_scheme", AfterUserAction),
            OfferError::Malformed | OfferError::Unexpected => ("qr.malformed", AfterUserAction),
            OfferError::Outdated => ("qr.old_format", AfterUserAction),
            OfferError::UnsupportedVersion => ("qr.unsupported_version", AfterUpdate),
            OfferError::Missing(_) => ("qr.missing_parameter", AfterUserAction),
            OfferError::Invalid(_) => ("qr.invalid_parameter", AfterUserAction),
            OfferError::Issuer(
                UrlError::NotHttps | UrlError::IpLiteral | UrlError::Loopback | UrlError::NoPublicName,
            ) => ("qr.insecure_endpoint", Never),
            OfferError::Issuer(_) => ("qr.invalid_parameter", AfterUserAction),
            OfferError::Otp(error) => otp_code(*error),
            OfferError::Export(MigrationError::Account { reason, .. }) => otp_code(*reason),
            OfferError::Export(
                MigrationError::Malformed
                | MigrationError::TooLong
                | MigrationError::Empty
                | MigrationError::TooMany { .. },
            ) => ("qr.malformed", AfterUserAction),
        };
        Self::new(Kind::Code, code, advice, error)
    }
}

fn otp_code(error: OtpUriError) -> (&'static str, Advice) {
    match error {
        OtpUriError::Malformed | OtpUriError::TooLong | OtpUriError::Repeated(_) => ("qr.malformed", AfterUserAction),
        OtpUriError::Missing(_) => ("qr.missing_parameter", AfterUserAction),
        OtpUriError::Kind | OtpUriError::Algorithm | OtpUriError::NotDigits => ("qr.unsupported_algorithm", Never),
        OtpUriError::Otp(OtpError::Digits { .. } | OtpError::Period { .. }) => ("qr.unsupported_algorithm", Never),
        OtpUriError::Invalid(_)
        | OtpUriError::Name(_)
        | OtpUriError::Otp(OtpError::NotBase32 | OtpError::SecretLength { .. } | OtpError::Damaged) => {
            ("qr.invalid_parameter", AfterUserAction)
        }
    }
}

#[cfg(feature = "scan")]
impl From<crate::scan::ScanError> for Error {
    fn from(error: crate::scan::ScanError) -> Self {
        use crate::scan::ScanError;
        let (kind, code, advice) = match error {
            ScanError::NothingFound | ScanError::DecoderFailed => (Kind::Code, "qr.not_found", AfterUserAction),
            ScanError::TextTooLong => (Kind::Code, "qr.malformed", AfterUserAction),
            ScanError::TooSmall | ScanError::TooLarge => (Kind::Code, "qr.image_size", AfterUserAction),
            ScanError::NotPng | ScanError::DamagedPng => (Kind::Code, "qr.image_unreadable", AfterUserAction),
            ScanError::SizeMismatch => (Kind::Internal, "core.invalid_image", Never),
        };
        Self::new(kind, code, advice, error)
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        let (kind, code, advice) = match &error {
            StoreError::NotFound => (Kind::Internal, "core.not_found", Never),
            StoreError::VaultLocked(_) => (Kind::Storage, "store.locked", AfterUserAction),
            StoreError::VaultLost { .. } => (Kind::Storage, "store.key_lost", AfterEnrollment),
            StoreError::CorruptRow { .. } => (Kind::Storage, "store.corrupted_record", AfterEnrollment),
            StoreError::CorruptFile => (Kind::Storage, "store.corrupted_file", AfterEnrollment),
            StoreError::Full => (Kind::Storage, "store.full", AfterUserAction),
            StoreError::TooNew { .. } => (Kind::Storage, "store.version_too_new", AfterUpdate),
            StoreError::MigrationFailed { .. } => (Kind::Storage, "store.migration_failed", Now),
            StoreError::Busy => (Kind::Storage, "store.concurrent_writer", SOON),
            StoreError::Permission => (Kind::Storage, "store.permission", AfterUserAction),
            StoreError::Io => (Kind::Storage, "store.io", SOON),
            StoreError::Unexpected { .. } => (Kind::Internal, "core.internal", Never),
        };
        Self::new(kind, code, advice, error)
    }
}

impl From<SignerError> for Error {
    fn from(error: SignerError) -> Self {
        let (kind, code, advice) = match error {
            SignerError::Canceled => (Kind::UserVerification, "uv.canceled", AfterUserAction),
            SignerError::Invalidated => (Kind::Key, "key.invalidated", AfterEnrollment),
            SignerError::Locked => (Kind::Key, "key.locked", AfterUserAction),
            SignerError::Unsupported => (Kind::Key, "key.unsupported", Never),
            SignerError::Failed => (Kind::Key, "key.failed", SOON),
        };
        Self::new(kind, code, advice, error)
    }
}

impl From<TransportError> for Error {
    fn from(error: TransportError) -> Self {
        let (code, advice) = match error {
            TransportError::Offline => ("net.offline", AfterUserAction),
            TransportError::Dns => ("net.dns", SOON),
            TransportError::Connect => ("net.connect", SOON),
            TransportError::Tls => ("net.tls_handshake", AfterAdministrator),
            TransportError::PinMismatch => ("net.tls_pin_mismatch", Never),
            TransportError::Timeout => ("net.timeout", Now),
            TransportError::Interrupted => ("net.interrupted", Now),
            TransportError::TooLarge => ("net.response_too_large", Never),
            TransportError::Canceled => ("net.canceled", AfterUserAction),
            TransportError::Invalid => ("net.request_invalid", Never),
        };
        Self::new(Kind::Network, code, advice, error)
    }
}

impl From<WebPushError> for Error {
    fn from(error: WebPushError) -> Self {
        let (kind, code, advice) = match error {
            WebPushError::Endpoint(_) => (Kind::Enrollment, "push.target_refused", AfterUserAction),
            WebPushError::NotSubscribed
            | WebPushError::TooLong
            | WebPushError::Truncated
            | WebPushError::RecordSize
            | WebPushError::SeveralRecords
            | WebPushError::SenderKey
            | WebPushError::Undecryptable
            | WebPushError::Padding => (Kind::Challenge, "challenge.push_malformed", Never),
        };
        Self::new(kind, code, advice, error)
    }
}

impl From<EntropyError> for Error {
    fn from(error: EntropyError) -> Self {
        Self::new(Kind::Internal, "core.no_entropy", Never, error)
    }
}

impl From<NumberError> for Error {
    fn from(error: NumberError) -> Self {
        let code = match error {
            NumberError::Missing => "answer.number_missing",
            NumberError::NotDigits | NumberError::Length { .. } | NumberError::NotOffered => {
                "answer.number_invalid_format"
            }
            NumberError::Unexpected => "answer.wrong_method_for_type",
        };
        Self::new(Kind::Answer, code, AfterUserAction, error).with_decision(DecisionState::NotSent)
    }
}

impl From<ChallengeError> for Error {
    fn from(error: ChallengeError) -> Self {
        let code = match error {
            ChallengeError::Unverifiable(_) => "challenge.signature_invalid",
            ChallengeError::NotForUs => "challenge.audience_mismatch",
            ChallengeError::Lifetime => "challenge.lifetime_refused",
            ChallengeError::Expired => "challenge.expired",
            ChallengeError::Weak(_) => "challenge.weaker_than_policy",
            ChallengeError::Text(_) | ChallengeError::Member => "challenge.malformed",
        };
        Self::new(Kind::Challenge, code, Never, error)
    }
}

impl From<DialectError> for Error {
    fn from(error: DialectError) -> Self {
        let (kind, code, advice) = match error {
            DialectError::Offer(offer) => return offer.into(),
            DialectError::Refused(refusal) => return refusal.into(),
            DialectError::Over(_) => (Kind::Challenge, "challenge.over", Never),
            DialectError::IssuerKey => (Kind::Enrollment, "enroll.issuer_untrusted", Never),
            DialectError::Unverifiable(_) => (Kind::Server, "server.reply_unverifiable", Never),
            DialectError::Unreadable(_) => (Kind::Server, "server.reply_unreadable", SOON),
            DialectError::Unacceptable(_) => (Kind::Server, "server.reply_unacceptable", Never),
            DialectError::Push => (Kind::Challenge, "challenge.push_malformed", Never),
            DialectError::State => (Kind::Storage, "store.corrupted_record", AfterEnrollment),
            DialectError::OnlyByEnrollment => (Kind::Account, "account.change_unsupported", AfterEnrollment),
            DialectError::Unsupported => (Kind::Internal, "core.feature_disabled", Never),
        };
        Self::new(kind, code, advice, error)
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        let wait = refusal.retry_after.map_or(SOON, |seconds| After(Duration::from_secs(seconds.into())));
        let (kind, code, advice) = match refusal.code {
            RefusalCode::TicketInvalid => (Kind::Enrollment, "enroll.token_invalid", AfterUserAction),
            RefusalCode::TicketUsed => (Kind::Enrollment, "enroll.token_used", AfterUserAction),
            RefusalCode::PushTargetRefused => (Kind::Enrollment, "push.target_refused", AfterUserAction),
            RefusalCode::AlgorithmRefused => (Kind::Enrollment, "enroll.algorithm_refused", Never),
            RefusalCode::DeviceLimit => (Kind::Enrollment, "enroll.device_limit", AfterUserAction),
            RefusalCode::SignatureRefused => (Kind::Account, "server.unauthorized", AfterEnrollment),
            RefusalCode::ClockRefused => (Kind::Server, "server.time_rejected", Now),
            RefusalCode::DeviceUnknown => (Kind::Account, "account.removed_on_server", AfterEnrollment),
            RefusalCode::DeviceSuspended => (Kind::Account, "account.suspended", AfterAdministrator),
            RefusalCode::AccountLocked => (Kind::Account, "account.locked", AfterAdministrator),
            RefusalCode::CounterReused => (Kind::Account, "account.cloned", AfterAdministrator),
            RefusalCode::NotFound => (Kind::Challenge, "challenge.not_found", Never),
            RefusalCode::ChallengeMismatch => (Kind::Challenge, "challenge.superseded", Never),
            RefusalCode::VerificationRequired => (Kind::UserVerification, "uv.required", AfterUserAction),
            RefusalCode::IssuerUnknown => (Kind::Enrollment, "server.issuer_unknown", AfterUserAction),
            RefusalCode::FeatureDisabled => (Kind::Server, "server.feature_disabled", AfterAdministrator),
            RefusalCode::Stale => (Kind::Server, "server.stale", Now),
            RefusalCode::RateLimited => (Kind::Server, "server.rate_limited", wait),
            RefusalCode::Malformed => (Kind::Internal, "server.request_refused", Never),
            RefusalCode::Unavailable => (Kind::Server, "server.unavailable", wait),
            RefusalCode::Redirect => (Kind::Server, "net.redirect_refused", Never),
            RefusalCode::Other => (Kind::Server, "server.error", wait),
        };
        Self::new(kind, code, advice, format_args!("the server refused with status {}", refusal.status))
    }
}

impl From<Mistake> for Error {
    fn from(mistake: Mistake) -> Self {
        let (kind, code, advice) = match &mistake {
            Mistake::AlreadyEnrolled(_) => (Kind::Enrollment, "enroll.already_enrolled", Never),
            Mistake::PushUnavailable => (Kind::Enrollment, "enroll.push_unavailable", AfterUserAction),
            Mistake::SeveralAccounts => (Kind::Code, "qr.several_accounts", AfterUserAction),
            Mistake::UnknownAccount => (Kind::Account, "account.not_found", Never),
            Mistake::UnknownChallenge => (Kind::Challenge, "challenge.not_found", Never),
            Mistake::UnknownDialect => (Kind::Internal, "core.feature_disabled", AfterUpdate),
            Mistake::NotActive => (Kind::Account, "account.not_active", AfterEnrollment),
            Mistake::NoOneTimeCodes => (Kind::Account, "account.no_one_time_codes", Never),
            Mistake::NoNextCode => (Kind::Account, "account.no_next_code", Never),
            Mistake::OtherDecision { .. } => (Kind::AlreadyDecided, "answer.already_answered", Never),
            Mistake::Restricted => (Kind::Challenge, "challenge.unknown_critical_field", AfterUpdate),
            Mistake::Undisplayable => (Kind::Challenge, "challenge.undisplayable", Never),
            Mistake::VerificationRequired => (Kind::UserVerification, "uv.required", AfterUserAction),
            Mistake::Expired => (Kind::Challenge, "challenge.expired", Never),
            Mistake::InvalidName => (Kind::Internal, "core.invalid_name", AfterUserAction),
            Mistake::Contended => (Kind::Storage, "store.concurrent_writer", Now),
        };
        Self::new(kind, code, advice, mistake)
    }
}

impl From<Settlement> for Error {
    /// Why a challenge that ended like this is not what the person asked for.
    fn from(settlement: Settlement) -> Self {
        let (kind, code, detail) = match (settlement.recorded, settlement.by_us) {
            (Recorded::WrongNumber, true) => {
                (Kind::Answer, "answer.number_mismatch", "the number was not the one on the login page")
            }
            (Recorded::Expired, _) => (Kind::Challenge, "challenge.expired", "the login ended before it was answered"),
            (Recorded::Undisclosed, _) => {
                (Kind::Challenge, "challenge.over", "the login is over, and the server does not say how it ended")
            }
            (Recorded::Canceled, _) => (Kind::Challenge, "challenge.canceled_by_requester", "the login was withdrawn"),
            (Recorded::Approved | Recorded::Denied, true) => {
                (Kind::AlreadyDecided, "answer.already_answered", "this login was answered before")
            }
            (Recorded::Approved | Recorded::Denied | Recorded::WrongNumber, false) => {
                (Kind::AlreadyDecided, "answer.already_answered_elsewhere", "this login was answered elsewhere")
            }
        };
        Self::new(kind, code, Never, detail).with_decision(settlement.state())
    }
}
