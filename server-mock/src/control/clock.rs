//! The virtual clock.

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::error::{ApiError, ErrorBody};
use super::json::{Json, json_body};
use crate::clock::Clock;
use crate::server::Site;
use crate::world::WorldError;

pub(super) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new().routes(routes!(show, change))
}

/// What the clock shows.
#[derive(Debug, Serialize, ToSchema)]
struct ClockView {
    /// Seconds since 1970.
    now: u64,
    /// Whether it stands still.
    frozen: bool,
}

/// What to do with the clock.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "action", rename_all = "snake_case", deny_unknown_fields)]
enum ClockChange {
    /// Move it forward.
    Advance {
        /// Seconds.
        #[schema(maximum = 253_402_300_799_i64)]
        seconds: u64,
    },
    /// Set it, forward or back.
    Set {
        /// Seconds since 1970, at most the last one of the year 9999.
        #[schema(maximum = 253_402_300_799_i64)]
        time: u64,
    },
    /// Stop it.
    Freeze,
    /// Let it tick again.
    Resume,
}

/// What the clock shows.
#[utoipa::path(get, path = "/control/clock", tag = "clock", responses((status = 200, body = ClockView)))]
async fn show(State(site): State<Site>) -> Json<ClockView> {
    Json(200, view(&site.clock))
}

/// Move, set, stop or resume the clock.
#[utoipa::path(post, path = "/control/clock", tag = "clock", request_body = ClockChange, responses(
    (status = 200, body = ClockView), (status = 400, body = ErrorBody), (status = 415, body = ErrorBody)
))]
async fn change(State(site): State<Site>, headers: HeaderMap, body: Bytes) -> Result<Json<ClockView>, ApiError> {
    match json_body(&headers, &body)? {
        ClockChange::Advance { seconds } => site.clock.advance(Duration::from_secs(checked("seconds", seconds)?)),
        ClockChange::Set { time } => site.clock.set(checked("time", time)?),
        ClockChange::Freeze => site.clock.freeze(),
        ClockChange::Resume => site.clock.resume(),
    }
    Ok(Json(200, view(&site.clock)))
}

/// Refuses what no HTTP date can express.
fn checked(name: &'static str, seconds: u64) -> Result<u64, ApiError> {
    if seconds <= 253_402_300_799 { Ok(seconds) } else { Err(WorldError::InvalidSpec(name).into()) }
}

fn view(clock: &Clock) -> ClockView {
    ClockView { now: clock.now(), frozen: clock.is_frozen() }
}
