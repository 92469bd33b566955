//! The chapters, in order.

use super::stage::Stage;
use super::{
    approve, deny, enroll, forge, lock, lose_reply, organization, remove, replay, resend, restart, second_phone,
    wrong_number,
};
use crate::demo::story::chapter::Chapter;

pub(super) const CHAPTERS: &[Chapter<Stage>] = &[
    Chapter {
        name: "enroll",
        title: "Alice signs in without a phone and enrolls one on the way",
        play: |stage| Box::pin(enroll::tell(stage)),
    },
    Chapter {
        name: "login_approved",
        title: "Alice signs in without a password",
        play: |stage| Box::pin(approve::tell(stage)),
    },
    Chapter {
        name: "wrong_number",
        title: "Somebody else's login: Alice picks a number that is not on any screen",
        play: |stage| Box::pin(wrong_number::tell(stage)),
    },
    Chapter { name: "denied", title: "It was not Alice: she denies", play: |stage| Box::pin(deny::tell(stage)) },
    Chapter {
        name: "resent",
        title: "Nobody answers, and Alice asks again",
        play: |stage| Box::pin(resend::tell(stage)),
    },
    Chapter {
        name: "second_phone",
        title: "A second phone joins, and the first answer wins",
        play: |stage| Box::pin(second_phone::tell(stage)),
    },
    Chapter {
        name: "forged_push",
        title: "Mallory sends pushes of her own",
        play: |stage| Box::pin(forge::tell(stage)),
    },
    Chapter {
        name: "replay_refused",
        title: "Somebody sends her answer again",
        play: |stage| Box::pin(replay::tell(stage)),
    },
    Chapter {
        name: "reply_lost",
        title: "The server's reply gets lost",
        play: |stage| Box::pin(lose_reply::tell(stage)),
    },
    Chapter {
        name: "organization",
        title: "Alice also works for a retailer below",
        play: |stage| Box::pin(organization::tell(stage)),
    },
    Chapter {
        name: "restart",
        title: "The phone is switched off and on",
        play: |stage| Box::pin(restart::tell(stage)),
    },
    Chapter {
        name: "locked",
        title: "Mallory does not stop, and the account locks",
        play: |stage| Box::pin(lock::tell(stage)),
    },
    Chapter { name: "removed", title: "Alice removes the accounts", play: |stage| Box::pin(remove::tell(stage)) },
];
