//! The chapters, in order.

use super::stage::Stage;
use super::{
    approve, consent, deny, enroll, expire, lose_reply, one_time_code, overload, remove, replay, restart, second_tenant,
};
use crate::demo::story::chapter::Chapter;

pub(super) const CHAPTERS: &[Chapter<Stage>] = &[
    Chapter {
        name: "enroll",
        title: "An administrator invites Alice's phone",
        play: |stage| Box::pin(enroll::tell(stage)),
    },
    Chapter {
        name: "login_approved",
        title: "Alice logs in and approves",
        play: |stage| Box::pin(approve::tell(stage)),
    },
    Chapter { name: "denied", title: "It was not Alice: she denies", play: |stage| Box::pin(deny::tell(stage)) },
    Chapter {
        name: "consent_shown",
        title: "An application asks to pay",
        play: |stage| Box::pin(consent::tell(stage)),
    },
    Chapter {
        name: "too_much_to_show",
        title: "An application asks for more than a screen can show",
        play: |stage| Box::pin(overload::tell(stage)),
    },
    Chapter {
        name: "replay_refused",
        title: "Somebody sends her answer again",
        play: |stage| Box::pin(replay::tell(stage)),
    },
    Chapter {
        name: "reply_lost",
        title: "The tenant's reply gets lost",
        play: |stage| Box::pin(lose_reply::tell(stage)),
    },
    Chapter {
        name: "expired",
        title: "Alice is too late, and so is a push",
        play: |stage| Box::pin(expire::tell(stage)),
    },
    Chapter {
        name: "second_tenant",
        title: "A second tenant, and a new address for pushes",
        play: |stage| Box::pin(second_tenant::tell(stage)),
    },
    Chapter {
        name: "one_time_code",
        title: "The phone has no connection",
        play: |stage| Box::pin(one_time_code::tell(stage)),
    },
    Chapter {
        name: "restart",
        title: "The phone is switched off and on",
        play: |stage| Box::pin(restart::tell(stage)),
    },
    Chapter { name: "removed", title: "Alice removes the account", play: |stage| Box::pin(remove::tell(stage)) },
];
