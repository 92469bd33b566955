#if canImport(CryptoKit) && canImport(LocalAuthentication)
  import Countersign
  import CryptoKit
  import Foundation

  /// Device keys that never leave the Secure Enclave (P-256), and RSA keys in the keychain for servers that take nothing else.
  ///
  /// A key signs fetching and denying by itself. An approval that claims verification is signed only after the person has unlocked a second key of
  /// the account, which the Secure Enclave uses for nobody else.
  public struct EnclaveSigner: Signer {
    private let keychain: Keychain
    private let rsa: RSAKeys
    private let verification: VerificationKey
    private let reason: @Sendable () -> String

    /// `group` is the keychain group that the app and its notification extension share; `reason` stands on the prompt.
    public init(group: String? = nil, reason: @escaping @Sendable () -> String) {
      keychain = Keychain(service: "dev.countersign.keys", group: group)
      rsa = RSAKeys(group: group)
      verification = VerificationKey(keychain: Keychain(service: "dev.countersign.verification", group: group))
      self.reason = reason
    }

    public func generate(_ handle: String, purpose: KeyPurpose, algorithms: [Algorithm]) async throws -> PublicKey {
      guard purpose == .device else { throw SignerFailure.unsupported }
      return try told {
        if let existing = try publicKey(handle) { return existing }
        for algorithm in algorithms {
          guard let made = try made(handle, algorithm) else { continue }
          verification.prepare(handle)
          return made
        }
        throw SignerFailure.unsupported
      }
    }

    public func sign(_ handle: String, payload: Data, prompt: Prompt) async throws -> Data {
      if case .approve(let claimed) = prompt, claimed != .unverified {
        try await verification.verify(handle, claimed, reason: reason())
      }
      return try told {
        if let stored = try keychain.load(handle) {
          let key = try SecureEnclave.P256.Signing.PrivateKey(dataRepresentation: stored)
          return try key.signature(for: payload).rawRepresentation
        }
        guard let signature = try rsa.sign(handle, payload) else { throw SignerFailure.invalidated }
        return signature
      }
    }

    public func delete(_ handle: String) async throws {
      try told {
        try keychain.delete(handle)
        try rsa.delete(handle)
        try verification.delete(handle)
      }
    }

    private func publicKey(_ handle: String) throws -> PublicKey? {
      guard let stored = try keychain.load(handle) else { return try rsa.publicKey(handle) }
      return .p256(try SecureEnclave.P256.Signing.PrivateKey(dataRepresentation: stored).publicKey.rawRepresentation)
    }

    /// `nil` when such keys cannot be made here.
    private func made(_ handle: String, _ algorithm: Algorithm) throws -> PublicKey? {
      switch algorithm {
      case .ed25519: return nil
      case .rs256: return try rsa.made(handle)
      case .es256:
        guard SecureEnclave.isAvailable else { return nil }
        let access = SecAccessControlCreateWithFlags(
          nil, kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly, .privateKeyUsage, nil)
        guard let access else { throw SignerFailure.failed }
        let key = try SecureEnclave.P256.Signing.PrivateKey(accessControl: access)
        try keychain.save(handle, key.dataRepresentation)
        return .p256(key.publicKey.rawRepresentation)
      }
    }

    private func told<T>(_ work: () throws -> T) throws -> T {
      do {
        return try work()
      } catch let failure as SignerFailure {
        throw failure
      } catch {
        throw SignerFailure(error)
      }
    }
  }

  extension SignerFailure {
    /// What keychain and Secure Enclave said.
    init(_ error: any Error) {
      let status = (error as? KeychainFailure)?.status ?? OSStatus((error as NSError).code)
      switch status {
      case errSecInteractionNotAllowed: self = .locked
      case errSecUserCanceled: self = .canceled
      // A key whose access control no longer holds cannot be found, or cannot be used, ever again.
      case errSecItemNotFound, errSecAuthFailed, errSecInvalidKeyRef: self = .invalidated
      default: self = .failed
      }
    }
  }
#endif
