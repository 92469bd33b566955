#if canImport(Security)
  import Foundation
  import Security

  /// Secrets of this app in the keychain of this device: readable after the first unlock, never in a backup, never on another device.
  struct Keychain: Sendable {
    /// What the secrets are for; tells them apart from others of the same app.
    let service: String
    /// The keychain group that the app and its extensions share; `nil` for the app's own.
    let group: String?

    /// The secret of this name; `nil` when there is none.
    func load(_ name: String) throws -> Data? {
      var found: CFTypeRef?
      var query = query(name)
      query[kSecReturnData] = true
      switch SecItemCopyMatching(query as CFDictionary, &found) {
      case errSecSuccess: return found as? Data
      case errSecItemNotFound: return nil
      case let status: throw KeychainFailure(status)
      }
    }

    /// Stores a secret under a name that is not taken.
    func save(_ name: String, _ secret: Data) throws {
      var item = query(name)
      item[kSecValueData] = secret
      item[kSecAttrAccessible] = kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly
      let status = SecItemAdd(item as CFDictionary, nil)
      guard status == errSecSuccess else { throw KeychainFailure(status) }
    }

    /// Deletes the secret of this name. Deleting twice is deleting once.
    func delete(_ name: String) throws {
      let status = SecItemDelete(query(name) as CFDictionary)
      guard status == errSecSuccess || status == errSecItemNotFound else { throw KeychainFailure(status) }
    }

    private func query(_ name: String) -> [CFString: Any] {
      var query: [CFString: Any] = [
        kSecClass: kSecClassGenericPassword,
        kSecAttrService: service,
        kSecAttrAccount: name,
        kSecAttrSynchronizable: false,
        kSecUseDataProtectionKeychain: true,
      ]
      if let group { query[kSecAttrAccessGroup] = group }
      return query
    }
  }

  /// What the keychain said.
  struct KeychainFailure: Error {
    let status: OSStatus

    init(_ status: OSStatus) {
      self.status = status
    }

    /// Whether it works again once the device is unlocked.
    var isLocked: Bool { status == errSecInteractionNotAllowed }

    /// Whether the app lacks an entitlement.
    var isForbidden: Bool { status == errSecMissingEntitlement }
  }
#endif
