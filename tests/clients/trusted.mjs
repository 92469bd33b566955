// The certificate that Node trusts, for other programs too.

/** Environment for programs that make HTTPS connections to test servers. */
export function trusted() {
  const file = process.env.NODE_EXTRA_CA_CERTS;
  return file ? { SSL_CERT_FILE: file } : {};
}
