#if canImport(Security)
  import Countersign
  import Foundation
  import Security

  /// RSA keys of 2,048 bits in the keychain of this device. The Secure Enclave has none.
  struct RSAKeys: Sendable {
    let group: String?

    /// Makes a key.
    func made(_ handle: String) throws -> PublicKey? {
      var failure: Unmanaged<CFError>?
      var key = query(handle)
      key[kSecAttrIsPermanent] = true
      key[kSecAttrAccessible] = kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly
      key[kSecClass] = nil
      let attributes: [CFString: Any] = [
        kSecAttrKeyType: kSecAttrKeyTypeRSA, kSecAttrKeySizeInBits: 2_048, kSecPrivateKeyAttrs: key,
        kSecUseDataProtectionKeychain: true,
      ]
      guard let made = SecKeyCreateRandomKey(attributes as CFDictionary, &failure) else { throw told(failure) }
      return try publicHalf(made)
    }

    /// The public half of a key; `nil` when there is none.
    func publicKey(_ handle: String) throws -> PublicKey? {
      try key(handle).flatMap(publicHalf)
    }

    /// A signature (PKCS #1 v1.5 with SHA-256); `nil` when there is no such key.
    func sign(_ handle: String, _ payload: Data) throws -> Data? {
      guard let key = try key(handle) else { return nil }
      var failure: Unmanaged<CFError>?
      let signature = SecKeyCreateSignature(key, .rsaSignatureMessagePKCS1v15SHA256, payload as CFData, &failure)
      guard let signature else { throw told(failure) }
      return signature as Data
    }

    /// Deletes a key. Deleting twice is deleting once.
    func delete(_ handle: String) throws {
      let status = SecItemDelete(query(handle) as CFDictionary)
      guard status == errSecSuccess || status == errSecItemNotFound else { throw KeychainFailure(status) }
    }

    private func key(_ handle: String) throws -> SecKey? {
      var found: CFTypeRef?
      var query = query(handle)
      query[kSecReturnRef] = true
      switch SecItemCopyMatching(query as CFDictionary, &found) {
      case errSecSuccess:
        guard let found, CFGetTypeID(found) == SecKeyGetTypeID() else { return nil }
        // Checked above: types of Core Foundation know no conditional cast.
        // swift-format-ignore: NeverForceUnwrap
        return (found as! SecKey)
      case errSecItemNotFound: return nil
      case let status: throw KeychainFailure(status)
      }
    }

    private func publicHalf(_ key: SecKey) throws -> PublicKey? {
      var failure: Unmanaged<CFError>?
      guard let half = SecKeyCopyPublicKey(key), let der = SecKeyCopyExternalRepresentation(half, &failure) else {
        throw told(failure)
      }
      return .rsa(der as Data)
    }

    private func query(_ handle: String) -> [CFString: Any] {
      var query: [CFString: Any] = [
        kSecClass: kSecClassKey,
        kSecAttrKeyClass: kSecAttrKeyClassPrivate,
        kSecAttrApplicationTag: Data("dev.countersign.rsa.\(handle)".utf8),
        kSecUseDataProtectionKeychain: true,
      ]
      if let group { query[kSecAttrAccessGroup] = group }
      return query
    }

    private func told(_ failure: Unmanaged<CFError>?) -> any Error {
      failure.map { $0.takeRetainedValue() as any Error } ?? SignerFailure.failed
    }
  }
#endif
