//! One-time-code URIs and exports: anybody can print a QR code. What is accepted gives codes, survives the store and can
//! be shown.
#![no_main]

use countersign_core::model::UnixTime;
use countersign_core::otp::migration::Migration;
use countersign_core::otp::{OtpAccount, OtpSecret};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(account) = OtpAccount::from_uri(text) {
        assert!(OtpAccount::is_uri(text) && !Migration::is_uri(text) && text.len() <= 4_096);
        check(&account);
    }
    if let Ok(migration) = Migration::from_uri(text) {
        assert!(Migration::is_uri(text) && (1..=migration.parts).contains(&migration.part));
        assert!((1..=100).contains(&migration.accounts.len()));
        migration.accounts.iter().for_each(check);
    }
});

fn check(account: &OtpAccount) {
    for name in [&account.issuer_name, &account.account_name] {
        assert!(name.chars().count() <= 512 && !name.chars().any(is_deceptive), "{name:?}");
    }
    assert!(!account.account_name.is_empty());
    let now = UnixTime::from_seconds(1_790_000_000);
    let code = account.secret.code_at(now, 3);
    assert_eq!(code.digits().len(), usize::from(account.secret.parameters().digits()));
    assert!(code.digits().bytes().all(|byte| byte.is_ascii_digit()));
    let stored = OtpSecret::from_secret(&account.secret.to_secret()).expect("what was stored can be read");
    assert_eq!(stored.parameters(), account.secret.parameters());
    assert_eq!(stored.code_at(now, 3).digits(), code.digits());
}

/// Control characters and the bidirectional controls of Unicode.
fn is_deceptive(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
