//! Bodies of the mock server's control API. Whatever comes is done or refused with a documented error; nothing breaks it.
#![no_main]

use std::sync::LazyLock;

use arbitrary::Arbitrary;
use countersign_server_mock::{MockServer, UserSpec};
use libfuzzer_sys::fuzz_target;
use tokio::runtime::Runtime;
use ureq::Agent;

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().expect("a runtime starts"));
static SERVER: LazyLock<MockServer> =
    LazyLock::new(|| RUNTIME.block_on(MockServer::builder().seed(1).start()).expect("the server starts"));
static CLIENT: LazyLock<Agent> =
    LazyLock::new(|| Agent::config_builder().http_status_as_error(false).max_redirects(0).build().new_agent());

#[derive(Debug, Arbitrary)]
enum Resource {
    Users,
    Logins,
    Clock,
    Settings,
    Clients,
    Faults,
    HintTokens,
}

#[derive(Debug, Arbitrary)]
struct Request<'a> {
    resource: Resource,
    body: &'a [u8],
}

fuzz_target!(|request: Request<'_>| {
    SERVER.reset();
    SERVER.world().add_user(UserSpec::named("ann")).expect("the world is empty");
    let (is_put, path) = match request.resource {
        Resource::Users => (false, "users"),
        Resource::Logins => (false, "logins"),
        Resource::Clock => (false, "clock"),
        Resource::Settings => (true, "settings"),
        Resource::Clients => (true, "clients/demo-rp"),
        Resource::Faults => (false, "faults"),
        Resource::HintTokens => (false, "users/ann/login-hint-tokens"),
    };
    let url = format!("{}/control/{path}", SERVER.url());
    let call = if is_put { CLIENT.put(&url) } else { CLIENT.post(&url) };
    let mut reply = call.header("content-type", "application/json").send(request.body).expect("the server replies");
    let text = reply.body_mut().read_to_string().expect("replies are text");
    let content: serde_json::Value = serde_json::from_str(&text).expect("replies are JSON");
    assert!(reply.status().as_u16() < 500, "{text}");
    assert!(reply.status().is_success() || content["error"].is_string(), "{text}");
});
