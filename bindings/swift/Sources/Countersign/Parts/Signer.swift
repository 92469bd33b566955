import Foundation

/// Makes keys and signs with them. Private keys never leave it. Every call may be canceled while it waits for the person.
///
/// Throw a `SignerFailure` to say what happened; any other error counts as `failed`, and nothing of its text goes on.
public protocol Signer: Sendable {
  /// Makes a key for `purpose`, of the first algorithm it can do; when `handle` is taken, returns the public half of the key that is there.
  /// A signer without keys that ask the person answers `unsupported` for an approval key: the account then has its device key only.
  func generate(_ handle: String, purpose: KeyPurpose, algorithms: [Algorithm]) async throws -> PublicKey

  /// Signs: 64 bytes for Ed25519 and ES256 (`r || s`, not DER), as many as the modulus has for RS256.
  func sign(_ handle: String, payload: Data, prompt: Prompt) async throws -> Data

  /// Deletes the key. Deleting twice is deleting once.
  func delete(_ handle: String) async throws
}

/// What a key is for.
public enum KeyPurpose: Sendable, Hashable {
  /// Everything a device says while it is awake: fetching, denying, housekeeping. Where there is no approval key, also approving.
  case device
  /// Approving. The key store itself gives the key out only for one verification of the person each, whatever the app says.
  case approval
}

/// A signature algorithm.
public enum Algorithm: Sendable, Hashable {
  /// Ed25519 (RFC 8032).
  case ed25519
  /// ECDSA on P-256 with SHA-256: what hardware key stores have.
  case es256
  /// RSA of 2,048 bits, PKCS #1 v1.5 with SHA-256.
  case rs256
}

/// A public key in the raw form of its algorithm.
public enum PublicKey: Sendable, Hashable {
  /// The 32 bytes of RFC 8032.
  case ed25519(Data)
  /// Coordinates of 32 bytes each, big-endian.
  case es256(x: Data, y: Data)
  /// Modulus and exponent, big-endian without leading zeros.
  case rs256(n: Data, e: Data)
}

/// Why a key is used, so that a signer that asks the person can say it.
public enum Prompt: Sendable, Hashable {
  /// No person needs to be asked.
  case silent
  /// The person approves a login. This verification is claimed: the key must not sign without it.
  case approve(UserVerification)
  /// The person denies a login.
  case deny
  /// A new approval key signs that it belongs to the device: the person agrees to approve with it from now on.
  case registerKey
}

/// Why a key could not be made or used.
public enum SignerFailure: Error, Sendable, Hashable {
  /// The person canceled the prompt.
  case canceled
  /// The key exists no longer or never works again: enroll again.
  case invalidated
  /// The key cannot be used now: device locked, hardware busy.
  case locked
  /// This signer can do none of the wanted algorithms, or makes no keys for the wanted purpose.
  case unsupported
  /// The signer failed for another reason.
  case failed
}
