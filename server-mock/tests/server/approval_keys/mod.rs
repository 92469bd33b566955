//! A second key per device that alone approves (section 3.4).

mod answering;
mod enrolling;
mod keeping;
mod rotating;

use countersign_server_mock::MockServer;

use crate::support::START;

async fn server() -> MockServer {
    let server = MockServer::builder().seed(8).start_time(START).start().await.unwrap();
    server.clock().freeze();
    server
}
