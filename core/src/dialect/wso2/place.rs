//! Where an account lives at its server, and which paths may say so.

use crate::dialect::DialectError;
use crate::dialect::record::{Texts, named_url};
use crate::protocol::url_rules::{IssuerUrl, UrlError, UrlRules};

/// The longest name of a tenant or an organization, in characters.
const MAX_NAME: usize = 128;

/// A tenant (`/t/…`), an organization (`/o/…`), an organization below its tenant (`/t/…/o/…`), or the server itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Place {
    tenant: Option<String>,
    organization: Option<String>,
}

impl Place {
    /// `None` when a name is no single path segment of characters that stand for themselves.
    pub(super) fn new(tenant: Option<&str>, organization: Option<&str>) -> Option<Self> {
        let is_usable = [tenant, organization].into_iter().flatten().all(is_segment);
        is_usable.then(|| Self { tenant: tenant.map(str::to_owned), organization: organization.map(str::to_owned) })
    }

    /// Reads a path. Percent-encoding, dot segments, queries and anything but tenant and organization are not read.
    pub(super) fn from_path(path: &str) -> Option<Self> {
        match path.split('/').collect::<Vec<_>>().as_slice() {
            [""] => Some(Self::default()),
            ["", "t", tenant] => Self::new(Some(tenant), None),
            ["", "o", organization] => Self::new(None, Some(organization)),
            ["", "t", tenant, "o", organization] => Self::new(Some(tenant), Some(organization)),
            _ => None,
        }
    }

    /// The place that a record has as its `path`.
    pub(super) fn recorded(texts: &Texts) -> Result<Self, DialectError> {
        Self::from_path(&texts.required("path")?).ok_or(DialectError::State)
    }

    /// The path.
    pub(super) fn path(&self) -> String {
        self.segments().flat_map(|segment| ["/", segment]).collect()
    }

    /// The path, segment by segment.
    pub(super) fn segments(&self) -> impl Iterator<Item = &str> {
        let tenant = self.tenant.iter().flat_map(|tenant| ["t", tenant]);
        tenant.chain(self.organization.iter().flat_map(|organization| ["o", organization]))
    }

    /// Whether `other` is another way to the same tenant or organization. An organization is the same below any tenant that
    /// this place does not contradict.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let has_same_tenant = self.tenant == other.tenant;
        match (&self.organization, &other.organization) {
            (Some(own), Some(organization)) => {
                own == organization && (has_same_tenant || self.tenant.is_none() || other.tenant.is_none())
            }
            (None, None) => has_same_tenant,
            (Some(_), None) | (None, Some(_)) => false,
        }
    }

    /// This place as the server itself says it, for an app that named one: `None` when the two contradict each other.
    pub(super) fn within(self, named: &Self) -> Option<Self> {
        if self == Self::default() {
            return Some(named.clone());
        }
        let is_in = |named: &Option<String>, own: &Option<String>| named.is_none() || own.is_none() || named == own;
        let is_in_organization = named.organization.is_none() || named.organization == self.organization;
        (is_in_organization && is_in(&named.tenant, &self.tenant)).then_some(self)
    }
}

/// A server as an app or a person names it, with or without the path of a tenant or organization.
pub(super) fn named(server: &str, rules: UrlRules) -> Result<(IssuerUrl, Place), UrlError> {
    let url = named_url(server, rules)?;
    let slashes = url.as_str().rmatch_indices('/').map(|(index, _)| index).skip_while(|_| url.url().path() == "/");
    // The longest end of the address that is a place: `/t/x/o/y` before `/o/y`.
    let split = slashes.take(4).filter_map(|index| {
        let (host, path) = url.as_str().split_at_checked(index)?;
        Some((IssuerUrl::parse(host, rules).ok()?, Place::from_path(path)?))
    });
    Ok(split.last().unwrap_or((url.clone(), Place::default())))
}

/// The base URL of `place` at `host`.
pub(super) fn base(host: &IssuerUrl, place: &Place, rules: UrlRules) -> Result<IssuerUrl, UrlError> {
    let url = host.join(place.segments());
    IssuerUrl::parse(url.as_str().trim_end_matches('/'), rules)
}

fn is_segment(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:+=,".contains(&byte);
    (1..=MAX_NAME).contains(&text.len()) && text.bytes().all(is_plain) && text != "." && text != ".."
}
