import Foundation

/// Keeps one 32-byte key outside the accounts' folder. Asked while an authenticator is opened, on the thread that opens it.
///
/// Store the key where the operating system protects it, and keep no copy. Throw a `VaultFailure` to say what happened; any other error counts as
/// `failed`, and nothing of its text goes on.
public protocol KeyVault: Sendable {
  /// The key; `nil` when the vault works and has none. When it cannot tell, throw: "there is none" loses accounts.
  func load() throws -> Data?

  /// Stores the key of a new folder.
  func save(_ key: Data) throws
}

/// Why a vault could not be used. "There is no key" is not a failure but an answer.
public enum VaultFailure: Error, Sendable, Hashable {
  /// Before the first unlock, or the person refused to unlock it.
  case locked
  /// No key store is running or reachable here.
  case unavailable
  /// The key can be read by others, or may not be read by us.
  case permission
  /// What is stored is not a 32-byte key.
  case malformed
  /// Something else went wrong inside the key store.
  case failed
}
