//! The place in front of every path, taken off before a route is chosen: one set of routes serves all places.

use std::convert::Infallible;

use axum::Router;
use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{Request, Uri};
use axum::response::Response;
use tower::{ServiceExt, service_fn};

use super::identity::Place;

/// `routes` behind every place: the root tenant, `/t/{tenant}`, `/o/{organization}` and `/t/{tenant}/o/{organization}`.
pub(super) fn everywhere<S: Clone + Send + Sync + 'static>(routes: Router) -> Router<S> {
    let service = service_fn(move |request: Request<Body>| serve(routes.clone(), request));
    Router::new().fallback_service(service)
}

async fn serve(routes: Router, mut request: Request<Body>) -> Result<Response, Infallible> {
    let (place, path) = Place::split(request.uri().path());
    let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
    if let Ok(uri) = format!("{path}{query}").parse::<Uri>() {
        *request.uri_mut() = uri;
    }
    request.extensions_mut().insert(place);
    routes.oneshot(request).await
}

impl<S: Send + Sync> FromRequestParts<S> for Place {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_default())
    }
}
