#if canImport(CryptoKit) && canImport(LocalAuthentication)
  import Countersign
  import CryptoKit
  import Foundation
  import LocalAuthentication
  import Security

  /// Keys that the Secure Enclave uses for the person only: a face, a finger or the passcode unlocks one, for one signature.
  ///
  /// They are not bound to the faces and fingers of today (`biometryCurrentSet`): whoever knows the passcode approves with it, and can add a finger with
  /// it, so this would keep nobody out, and a new finger would cost the account. They end when the passcode is taken off.
  struct PersonKeys: Sendable {
    private typealias Key = SecureEnclave.P256.Signing.PrivateKey

    let keychain: Keychain
    /// What stands on the prompt.
    let reason: @Sendable () -> String

    /// The public half of the key of this name; `nil` when there is none.
    func publicKey(_ name: String) throws -> PublicKey? {
      guard let stored = try keychain.load(name) else { return nil }
      return .p256(try Key(dataRepresentation: stored).publicKey.rawRepresentation)
    }

    /// Makes the key of this name; `nil` where no key can be bound to a person: without a Secure Enclave, or without a passcode.
    func made(_ name: String) throws -> PublicKey? {
      guard SecureEnclave.isAvailable, LAContext().canEvaluatePolicy(.deviceOwnerAuthentication, error: nil) else {
        return nil
      }
      let key = try Key(accessControl: try Self.access())
      try keychain.save(name, key.dataRepresentation)
      return .p256(key.publicKey.rawRepresentation)
    }

    /// Signs with the key of this name, after asking the person; `nil` when there is no such key.
    func sign(_ name: String, _ payload: Data, _ verification: UserVerification) async throws -> Data? {
      guard let stored = try keychain.load(name) else { return nil }
      return try await asked(verification) { context in
        try Key(dataRepresentation: stored, authenticationContext: context).signature(for: payload).rawRepresentation
      }
    }

    /// Asks the person, for a key that signs without: a key that is used just now, and never again, shows that somebody answered.
    func verify(_ verification: UserVerification) async throws {
      _ = try await asked(verification) { context in
        guard SecureEnclave.isAvailable else { return Data() }
        return try Key(accessControl: try Self.access(), authenticationContext: context).signature(for: Data())
          .rawRepresentation
      }
    }

    /// Deletes the key of this name. Deleting twice is deleting once.
    func delete(_ name: String) throws {
      try keychain.delete(name)
    }

    /// What `use` makes with the person's consent. A claim of a face or finger is never answered with the passcode. The prompt ends when the task is
    /// canceled.
    private func asked(_ verification: UserVerification, _ use: (LAContext) throws -> Data) async throws -> Data {
      // Invalidating may come from any thread, and is all that another thread does with it.
      nonisolated(unsafe) let context = LAContext()
      let policy = verification == .biometric ? LAPolicy.deviceOwnerAuthenticationWithBiometrics : .deviceOwnerAuthentication
      if verification == .biometric { context.localizedFallbackTitle = "" }
      do {
        return try await withTaskCancellationHandler {
          _ = try await context.evaluatePolicy(policy, localizedReason: reason())
          return try use(context)
        } onCancel: {
          context.invalidate()
        }
      } catch {
        throw SignerFailure(asking: error)
      }
    }

    private static func access() throws -> SecAccessControl {
      let access = SecAccessControlCreateWithFlags(
        nil, kSecAttrAccessibleWhenPasscodeSetThisDeviceOnly, [.privateKeyUsage, .userPresence], nil)
      guard let access else { throw SignerFailure.failed }
      return access
    }
  }

  extension SignerFailure {
    /// Why the person did not unlock a key.
    fileprivate init(asking error: any Error) {
      switch (error as? LAError)?.code {
      case .userCancel, .appCancel, .systemCancel, .invalidContext, .userFallback, .authenticationFailed:
        self = .canceled
      case .biometryLockout, .biometryNotAvailable, .biometryNotEnrolled, .notInteractive: self = .locked
      // Without a passcode its keys are gone for good.
      case .passcodeNotSet: self = .invalidated
      default: self = error as? SignerFailure ?? SignerFailure(error)
      }
    }
  }
#endif
