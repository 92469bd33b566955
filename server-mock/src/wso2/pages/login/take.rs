//! What the forms of the login pages mean.

use crate::journey::Input;
use crate::rp::Form;

/// What a person did; `None` when the form asks for nothing.
pub(super) fn input(form: &Form) -> Option<Input> {
    match form.text("scenario") {
        None | Some("SEND_PUSH_NOTIFICATION") => credentials(form),
        Some("RESEND_PUSH_NOTIFICATION") => Some(Input::Resend),
        Some("PROCEED_PUSH_AUTHENTICATION") => Some(Input::Proceed),
        Some("INIT_PUSH_ENROLL") => Some(Input::InitEnrollment),
        Some("CANCEL_PUSH_ENROLL") => Some(Input::CancelEnrollment),
        Some("PUSH_DEVICE_ENROLLMENT") => Some(Input::DeviceEnrolled),
        Some("MULTIPLE_DEVICE_PROGRESSIVE_ENROLLMENT") => Some(Input::AddDevice),
        Some("CANCEL_PUSH_DEVICE_ENROLLMENT") => Some(Input::CancelAddDevice),
        Some("LOGOUT") => Some(Input::Cancel),
        Some(_) => None,
    }
}

fn credentials(form: &Form) -> Option<Input> {
    let username = form.owned("username");
    match (username, form.owned("password")) {
        (username, Some(password)) => Some(Input::Password { username, password }),
        (Some(username), None) => Some(Input::Identifier(username)),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scenario_of_the_vendor_means_something() {
        for (query, expected) in [
            ("username=ann", Some(Input::Identifier("ann".to_owned()))),
            ("scenario=SEND_PUSH_NOTIFICATION&username=ann", Some(Input::Identifier("ann".to_owned()))),
            ("password=pw", Some(Input::Password { username: None, password: "pw".to_owned() })),
            (
                "username=ann&password=pw",
                Some(Input::Password { username: Some("ann".to_owned()), password: "pw".to_owned() }),
            ),
            ("scenario=RESEND_PUSH_NOTIFICATION", Some(Input::Resend)),
            ("scenario=PROCEED_PUSH_AUTHENTICATION", Some(Input::Proceed)),
            ("scenario=INIT_PUSH_ENROLL", Some(Input::InitEnrollment)),
            ("scenario=CANCEL_PUSH_ENROLL", Some(Input::CancelEnrollment)),
            ("scenario=PUSH_DEVICE_ENROLLMENT", Some(Input::DeviceEnrolled)),
            ("scenario=MULTIPLE_DEVICE_PROGRESSIVE_ENROLLMENT", Some(Input::AddDevice)),
            ("scenario=CANCEL_PUSH_DEVICE_ENROLLMENT", Some(Input::CancelAddDevice)),
            ("scenario=LOGOUT", Some(Input::Cancel)),
            ("scenario=proceed_push_authentication", None),
            ("scenario=SEND_PUSH_NOTIFICATION", None),
            ("", None),
        ] {
            assert_eq!(input(&Form::of_query(query).unwrap()), expected, "{query}");
        }
    }
}
