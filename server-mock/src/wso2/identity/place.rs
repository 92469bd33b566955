//! Where in the server a request is made: in a root tenant or in an organization.

/// The part in front of a path that names a tenant, an organization, both or none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// Tenant domain, such as `carbon.super`.
    pub(crate) tenant: Option<String>,
    /// Organization id.
    pub(crate) organization: Option<String>,
}

impl Place {
    /// Splits a path into its place and the rest, which begins with a slash.
    pub(crate) fn split(path: &str) -> (Self, String) {
        let segments: Vec<&str> = path.split('/').collect();
        let (tenant, organization, taken) = match segments.as_slice() {
            ["", "t", tenant, "o", organization, ..] if !tenant.is_empty() && !organization.is_empty() => {
                (Some(*tenant), Some(*organization), 5)
            }
            ["", "t", tenant, ..] if !tenant.is_empty() => (Some(*tenant), None, 3),
            ["", "o", organization, ..] if !organization.is_empty() => (None, Some(*organization), 3),
            _ => (None, None, 1),
        };
        let rest = segments.get(taken..).unwrap_or_default().join("/");
        let owned = |name: Option<&str>| name.map(str::to_owned);
        (Self { tenant: owned(tenant), organization: owned(organization) }, format!("/{rest}"))
    }

    /// The prefix that makes a path one of this place; empty for the root tenant without a name.
    pub(crate) fn prefix(&self) -> String {
        let part = |kind: &str, name: &Option<String>| name.as_ref().map(|name| format!("/{kind}/{name}"));
        [part("t", &self.tenant), part("o", &self.organization)].into_iter().flatten().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_taken_off_the_path_and_nothing_else_is() {
        for (path, prefix, rest) in [
            ("/push-auth/authenticate", "", "/push-auth/authenticate"),
            ("/t/a.example/x/y", "/t/a.example", "/x/y"),
            ("/o/10/x/", "/o/10", "/x/"),
            ("/t/a.example/o/10/x", "/t/a.example/o/10", "/x"),
            ("/t/a.example", "/t/a.example", "/"),
            ("/oauth2/token", "", "/oauth2/token"),
            ("/t//x", "", "/t//x"),
            ("/t/a/o//x", "/t/a", "/o//x"),
            ("/", "", "/"),
        ] {
            let (place, found) = Place::split(path);
            assert_eq!((place.prefix().as_str(), found.as_str()), (prefix, rest), "{path}");
        }
    }
}
