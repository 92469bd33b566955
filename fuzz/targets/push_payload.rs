//! Push payloads: anybody can send them.
#![no_main]

use std::sync::LazyLock;

use countersign_core::dialect::{Pushed, Registry};
use countersign_fuzz::Phone;
use libfuzzer_sys::fuzz_target;

static REGISTRY: LazyLock<Registry> = LazyLock::new(Registry::standard);
static PHONE: LazyLock<Phone> = LazyLock::new(Phone::new);

fuzz_target!(|payload: &[u8]| {
    let Some((dialect, Ok(pushed))) = REGISTRY.parse_push(payload) else { return };
    assert!(payload.len() <= 4_096);
    let address = match pushed {
        Pushed::Challenge(hint) => hint.address,
        Pushed::Notice(notice) => notice.address,
    };
    let is_ours = dialect.id() == PHONE.account.dialect && dialect.is_addressed(&PHONE.account, &address);
    assert_eq!(is_ours, dialect.id() == PHONE.account.dialect && address.as_str() == "hint-1");
});
