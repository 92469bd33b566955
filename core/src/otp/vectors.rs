//! Cases of tests/vectors/otpauth.json.

use serde_json::Value;

use super::{OtpAccount, OtpAlgorithm, OtpKind};
use crate::model::UnixTime;

pub(super) fn load() -> Value {
    serde_json::from_str(include_str!("../../../tests/vectors/otpauth.json")).expect("the vectors are JSON")
}

/// Holds `account` against what the other library says about it.
pub(super) fn check(account: &OtpAccount, case: &Value) {
    let parameters = account.secret.parameters();
    let kind = match (case["period"].as_u64(), case["counter"].as_u64()) {
        (Some(period), None) => OtpKind::Time { period: period.try_into().expect("a period") },
        (None, Some(initial)) => OtpKind::Counter { initial },
        other => panic!("either a period or a counter: {other:?}"),
    };
    let algorithm: OtpAlgorithm = serde_json::from_value(case["algorithm"].clone()).expect("a known hash");
    assert_eq!(
        (account.issuer_name.as_str(), account.account_name.as_str()),
        (text(case, "issuer"), text(case, "account"))
    );
    assert_eq!((parameters.kind(), parameters.algorithm()), (kind, algorithm), "{case}");
    assert_eq!(u64::from(parameters.digits()), case["digits"], "{case}");
    assert_eq!(data_encoding::HEXLOWER.encode(account.secret.key().expose()), text(case, "key"));
    let codes = case["codes"].as_array().expect("codes");
    assert_eq!(codes.len(), 4);
    for code in codes {
        let time = UnixTime::from_seconds(code["time"].as_i64().unwrap_or(0));
        let shown = account.secret.code_at(time, code["step"].as_u64().unwrap_or(0));
        assert_eq!(shown.digits(), text(code, "code"), "{case}");
        assert_eq!(shown.seconds_left().is_some(), matches!(kind, OtpKind::Time { .. }), "{case}");
    }
}

fn text<'a>(value: &'a Value, member: &str) -> &'a str {
    value[member].as_str().expect(member)
}
