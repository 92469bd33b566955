//! Pushes in the words of WSO2 servers: anybody can send them. An answer goes to the account's own organization whatever they
//! say, and only the right number approves.
#![no_main]

use std::sync::LazyLock;

use countersign_core::dialect::{Pushed, Wanted};
use countersign_core::model::{NumberChallenge, Verdict};
use countersign_core::protocol::Flow;
use countersign_fuzz::{Wso2Phone, approve, drive, moment, reply};
use libfuzzer_sys::fuzz_target;

static PHONE: LazyLock<Wso2Phone> = LazyLock::new(Wso2Phone::new);

fuzz_target!(|payload: &[u8]| {
    let (phone, dialect) = (&*PHONE, PHONE.dialect());
    let Some(Ok(pushed)) = dialect.parse_push(payload) else { return };
    assert!(payload.len() <= 4_096);
    let Pushed::Challenge(hint) = pushed else { return };
    let is_ours = hint.address.as_str() == Wso2Phone::DEVICE;
    assert_eq!(dialect.is_addressed(&phone.account, &hint.address), is_ours);
    let flow = dialect.pending(&phone.account, Wanted::One(hint), moment());
    let Ok(Ok(challenge)) = drive(flow, || reply(404, b"")).map(|mut incoming| incoming.remove(0)) else { return };

    let approvals = match &challenge.number {
        NumberChallenge::None => 1,
        NumberChallenge::Select { choices } => {
            assert_eq!(choices.len(), 3);
            let picks = choices.iter().map(|choice| dialect.judge(&challenge, approve(Some(choice))));
            picks.filter(|judged| judged.verdict() == Verdict::Approve).count()
        }
        NumberChallenge::Enter { .. } => panic!("numbers are picked"),
    };
    assert_eq!(approvals, 1);

    let entry = phone.entry(&challenge, &approve(None));
    let Ok(Flow::Send(request, _)) = dialect.deliver(&phone.account, &entry, moment()) else {
        panic!("an answer is sent")
    };
    assert_eq!(request.url.host_str(), Some("is.example.com"));
    let path = request.url.path().strip_suffix("/push-auth/authenticate").expect("where answers go");
    let tenant = path.strip_suffix(Wso2Phone::PATH).expect("the organization of the account");
    assert!(tenant.is_empty() || tenant.strip_prefix("/t/").is_some_and(|name| !name.contains('/')));
});
