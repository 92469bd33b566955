#if canImport(CryptoKit) && canImport(LocalAuthentication)
  import Countersign
  import CryptoKit
  import Foundation
  import LocalAuthentication

  /// A key of an account that the Secure Enclave uses only for a verified person. Its signature goes nowhere; that there is one shows that the
  /// person was verified, whatever the app believes.
  ///
  /// A new fingerprint or face makes that of `UserVerification.biometric` useless for good.
  struct VerificationKey: Sendable {
    let keychain: Keychain

    /// Makes the keys that can be made now, so that what is enrolled later does not count.
    func prepare(_ handle: String) {
      for verification in [UserVerification.biometric, .device] {
        _ = try? existing(handle, verification) ?? made(handle, verification)
      }
    }

    /// Verifies the person, with `reason` on the prompt, which ends when the task is canceled.
    func verify(_ handle: String, _ verification: UserVerification, reason: String) async throws {
      // Invalidating may come from any thread, and is all that another thread does with it.
      nonisolated(unsafe) let context = LAContext()
      context.localizedReason = reason
      do {
        guard let stored = try existing(handle, verification) ?? made(handle, verification) else { return }
        try await withTaskCancellationHandler {
          let key = try SecureEnclave.P256.Signing.PrivateKey(
            dataRepresentation: stored, authenticationContext: context)
          _ = try key.signature(for: Data(handle.utf8))
        } onCancel: {
          context.invalidate()
        }
      } catch {
        throw SignerFailure(verifying: error)
      }
    }

    /// Deletes the keys of `handle`.
    func delete(_ handle: String) throws {
      for verification in [UserVerification.biometric, .device] {
        guard let name = name(handle, verification) else { continue }
        try keychain.delete(name)
      }
    }

    private func existing(_ handle: String, _ verification: UserVerification) throws -> Data? {
      guard let name = name(handle, verification) else { return nil }
      return try keychain.load(name)
    }

    private func made(_ handle: String, _ verification: UserVerification) throws -> Data? {
      guard let name = name(handle, verification) else { return nil }
      let demand: SecAccessControlCreateFlags = verification == .biometric ? .biometryCurrentSet : .userPresence
      let access = SecAccessControlCreateWithFlags(
        nil, kSecAttrAccessibleWhenPasscodeSetThisDeviceOnly, [.privateKeyUsage, demand], nil)
      guard let access else { throw SignerFailure.failed }
      let key = try SecureEnclave.P256.Signing.PrivateKey(accessControl: access)
      try keychain.save(name, key.dataRepresentation)
      return key.dataRepresentation
    }

    private func name(_ handle: String, _ verification: UserVerification) -> String? {
      switch verification {
      case .unverified: nil
      case .device: "\(handle).device"
      case .biometric: "\(handle).biometric"
      }
    }
  }

  extension SignerFailure {
    /// Why the person was not verified.
    fileprivate init(verifying error: any Error) {
      switch (error as? LAError)?.code {
      case .userCancel, .appCancel, .systemCancel, .invalidContext, .userFallback, .authenticationFailed:
        self = .canceled
      case .biometryLockout, .notInteractive: self = .locked
      case .passcodeNotSet, .biometryNotEnrolled: self = .invalidated
      default: self = SignerFailure(error)
      }
    }
  }
#endif
