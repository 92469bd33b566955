//! TLS with a generated or a given certificate.

use std::path::PathBuf;
use std::sync::Arc;

use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

use super::StartError;

/// Where the certificate of an HTTPS server comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TlsMode {
    /// A certificate for `localhost`, the loopback addresses and the listening address, made at every start.
    SelfSigned,
    /// PEM files.
    Files {
        /// Certificate chain, the server's own first.
        certificate: PathBuf,
        /// Private key of the first certificate.
        key: PathBuf,
    },
}

/// A ready acceptor and the chain it presents.
pub(super) struct Tls {
    pub(super) acceptor: TlsAcceptor,
    pub(super) certificate_pem: String,
}

impl Tls {
    pub(super) fn new(mode: &TlsMode, host: &str) -> Result<Self, StartError> {
        let failed = |error: &dyn std::fmt::Display| StartError::Tls(error.to_string());
        let (certificate_pem, key) = match mode {
            TlsMode::SelfSigned => {
                let names = ["localhost", "127.0.0.1", "::1", host];
                let made =
                    rcgen::generate_simple_self_signed(names.map(str::to_owned)).map_err(|error| failed(&error))?;
                let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
                (made.cert.pem(), key)
            }
            TlsMode::Files { certificate, key } => {
                let pem = std::fs::read_to_string(certificate).map_err(|error| failed(&error))?;
                (pem, PrivateKeyDer::from_pem_file(key).map_err(|error| failed(&error))?)
            }
        };
        let chain = CertificateDer::pem_slice_iter(certificate_pem.as_bytes()).collect::<Result<Vec<_>, _>>();
        let chain = chain.map_err(|error| failed(&error))?;
        let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key))
            .map_err(|error| failed(&error))?;
        Ok(Self { acceptor: TlsAcceptor::from(Arc::new(config)), certificate_pem })
    }
}
