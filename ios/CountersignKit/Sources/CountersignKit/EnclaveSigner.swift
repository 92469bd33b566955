#if canImport(CryptoKit) && canImport(LocalAuthentication)
  import Countersign
  import CryptoKit
  import Foundation
  import Security

  /// Keys that never leave the Secure Enclave (P-256), and RSA device keys in the keychain for servers that take nothing else.
  ///
  /// A device key signs fetching and denying by itself. Approvals are signed by an approval key, which the Secure Enclave uses for the person only. For
  /// servers that know one key per device, the person is asked before the device key signs an approval that claims verification.
  public struct EnclaveSigner: Signer {
    private let keychain: Keychain
    private let rsa: RSAKeys
    private let person: PersonKeys

    /// `group` is the keychain group that the app and its notification extension share; `reason` stands on the prompt.
    public init(group: String? = nil, reason: @escaping @Sendable () -> String) {
      keychain = Keychain(service: "dev.countersign.keys", group: group)
      rsa = RSAKeys(group: group)
      person = PersonKeys(keychain: Keychain(service: "dev.countersign.approval", group: group), reason: reason)
    }

    public func generate(_ handle: String, purpose: KeyPurpose, algorithms: [Algorithm]) async throws -> PublicKey {
      try told {
        let key =
          switch purpose {
          case .device: try deviceKey(handle) ?? firstMade(handle, algorithms)
          case .approval where algorithms.contains(.es256): try person.publicKey(handle) ?? person.made(handle)
          case .approval: nil as PublicKey?
          }
        guard let key else { throw SignerFailure.unsupported }
        return key
      }
    }

    public func sign(_ handle: String, payload: Data, prompt: Prompt) async throws -> Data {
      let claimed = prompt.claimed
      do {
        if let approval = try await person.sign(handle, payload, claimed ?? .device) { return approval }
        if let claimed { try await person.verify(claimed) }
      } catch {
        throw error as? SignerFailure ?? SignerFailure(error)
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
        try person.delete(handle)
      }
    }

    private func deviceKey(_ handle: String) throws -> PublicKey? {
      guard let stored = try keychain.load(handle) else { return try rsa.publicKey(handle) }
      return .p256(try SecureEnclave.P256.Signing.PrivateKey(dataRepresentation: stored).publicKey.rawRepresentation)
    }

    private func firstMade(_ handle: String, _ algorithms: [Algorithm]) throws -> PublicKey? {
      for algorithm in algorithms {
        if let key = try made(handle, algorithm) { return key }
      }
      return nil
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

  extension Prompt {
    /// How the person has to be verified; `nil` where nobody needs to be asked.
    fileprivate var claimed: UserVerification? {
      switch self {
      case .approve(.unverified), .silent, .deny: nil
      case .approve(let claimed): claimed
      case .registerKey: .device
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
