import CCrypto
import Foundation

/// A private key in OpenSSL, as a hardware key store would hold it.
final class Key: @unchecked Sendable {
  private let key: OpaquePointer

  private init(_ kind: Int32, _ configure: (OpaquePointer?) -> Int32) throws {
    let context = EVP_PKEY_CTX_new_id(kind, nil)
    defer { EVP_PKEY_CTX_free(context) }
    var key: OpaquePointer?
    let isMade = EVP_PKEY_keygen_init(context) == 1 && configure(context) == 1 && EVP_PKEY_keygen(context, &key) == 1
    guard isMade, let key else { throw Unexpected("no key was made") }
    self.key = key
  }

  deinit {
    EVP_PKEY_free(key)
  }

  static func p256() throws -> Key {
    try Key(EVP_PKEY_EC) { EVP_PKEY_CTX_set_ec_paramgen_curve_nid($0, NID_X9_62_prime256v1) }
  }

  static func rsa2048() throws -> Key {
    try Key(EVP_PKEY_RSA) { EVP_PKEY_CTX_set_rsa_keygen_bits($0, 2048) }
  }

  /// A number of the public key, big-endian, of this many bytes.
  func number(_ name: String, bytes: Int? = nil) throws -> Data {
    var number: OpaquePointer?
    guard EVP_PKEY_get_bn_param(key, name, &number) == 1 else { throw Unexpected("the key has no \(name)") }
    defer { BN_free(number) }
    return bigEndian(number, bytes: bytes ?? Int((BN_num_bits(number) + 7) / 8))
  }

  /// The public key as a point, uncompressed.
  func point() throws -> Data {
    var bytes: UnsafeMutablePointer<UInt8>?
    let length = EVP_PKEY_get1_encoded_public_key(key, &bytes)
    defer { CRYPTO_free(bytes, nil, 0) }
    guard let bytes, length > 0 else { throw Unexpected("the key has no point") }
    return Data(bytes: bytes, count: length)
  }

  /// What this key and the one of another point have in common.
  func shared(with point: Data) throws -> Data {
    let peer = EVP_PKEY_new()
    defer { EVP_PKEY_free(peer) }
    let context = EVP_PKEY_CTX_new(key, nil)
    defer { EVP_PKEY_CTX_free(context) }
    var shared = [UInt8](repeating: 0, count: 32)
    var length = shared.count
    guard EVP_PKEY_copy_parameters(peer, key) == 1,
      EVP_PKEY_set1_encoded_public_key(peer, [UInt8](point), point.count) == 1,
      EVP_PKEY_derive_init(context) == 1, EVP_PKEY_derive_set_peer(context, peer) == 1,
      EVP_PKEY_derive(context, &shared, &length) == 1
    else { throw Unexpected("the keys do not agree") }
    return Data(shared.prefix(length))
  }

  /// The signature of the payload's SHA-256, as OpenSSL encodes it.
  func signature(of payload: Data) throws -> Data {
    let context = EVP_MD_CTX_new()
    defer { EVP_MD_CTX_free(context) }
    var length = Int(EVP_PKEY_get_size(key))
    var signature = [UInt8](repeating: 0, count: length)
    let message = [UInt8](payload)
    guard EVP_DigestSignInit(context, nil, EVP_sha256(), nil, key) == 1,
      EVP_DigestSign(context, &signature, &length, message, message.count) == 1
    else { throw Unexpected("the key does not sign") }
    return Data(signature.prefix(length))
  }
}

/// `r || s` for the DER that OpenSSL makes of an ECDSA signature on P-256.
func joined(_ der: Data) throws -> Data {
  let bytes = [UInt8](der)
  let signature = bytes.withUnsafeBufferPointer { buffer in
    var start = buffer.baseAddress
    return d2i_ECDSA_SIG(nil, &start, buffer.count)
  }
  guard let signature else { throw Unexpected("no ECDSA signature") }
  defer { ECDSA_SIG_free(signature) }
  return bigEndian(ECDSA_SIG_get0_r(signature), bytes: 32) + bigEndian(ECDSA_SIG_get0_s(signature), bytes: 32)
}

private func bigEndian(_ number: OpaquePointer?, bytes: Int) -> Data {
  var padded = [UInt8](repeating: 0, count: bytes)
  BN_bn2binpad(number, &padded, Int32(bytes))
  return Data(padded)
}
