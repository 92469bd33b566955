//! The chapters, in order.

use super::stage::Stage;
use super::{
    approve, burst, deny, enroll, expire, lose_push, lose_reply, one_time_code, overhear, remove, replay, restart,
    weaken, wrong_number,
};
use crate::demo::story::chapter::Chapter;

pub(super) const CHAPTERS: &[Chapter<Stage>] = &[
    Chapter { name: "enroll", title: "Alice enrolls her phone", play: |stage| Box::pin(enroll::tell(stage)) },
    Chapter {
        name: "login_approved",
        title: "Alice logs in and approves",
        play: |stage| Box::pin(approve::tell(stage)),
    },
    Chapter {
        name: "number_not_in_push",
        title: "Nobody can overhear the number",
        play: |stage| Box::pin(overhear::tell(stage)),
    },
    Chapter {
        name: "wrong_number",
        title: "A wrong number lets nobody in",
        play: |stage| Box::pin(wrong_number::tell(stage)),
    },
    Chapter { name: "denied", title: "It was not Alice: she denies", play: |stage| Box::pin(deny::tell(stage)) },
    Chapter {
        name: "replay_refused",
        title: "Somebody sends her answer again, and another one",
        play: |stage| Box::pin(replay::tell(stage)),
    },
    Chapter { name: "expired", title: "Alice is too late", play: |stage| Box::pin(expire::tell(stage)) },
    Chapter {
        name: "found_by_polling",
        title: "The push never arrives",
        play: |stage| Box::pin(lose_push::tell(stage)),
    },
    Chapter {
        name: "reply_lost",
        title: "The server's reply gets lost",
        play: |stage| Box::pin(lose_reply::tell(stage)),
    },
    Chapter {
        name: "weak_refused",
        title: "The server asks for less than it promised",
        play: |stage| Box::pin(weaken::tell(stage)),
    },
    Chapter { name: "burst_warned", title: "Request after request", play: |stage| Box::pin(burst::tell(stage)) },
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
