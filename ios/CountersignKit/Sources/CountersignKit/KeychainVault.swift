#if canImport(Security)
  import Countersign
  import Foundation

  /// The key that protects the accounts, in the keychain.
  public struct KeychainVault: KeyVault {
    private let keychain: Keychain

    /// `group` is the keychain group that the app and its notification extension share.
    public init(group: String? = nil) {
      keychain = Keychain(service: "dev.countersign.vault", group: group)
    }

    public func load() throws -> Data? {
      let key = try told { try keychain.load(Self.name) }
      guard let key else { return nil }
      guard key.count == 32 else { throw VaultFailure.malformed }
      return key
    }

    public func save(_ key: Data) throws {
      try told { try keychain.save(Self.name, key) }
    }

    private func told<T>(_ work: () throws -> T) throws -> T {
      do {
        return try work()
      } catch let failure as KeychainFailure {
        if failure.isLocked { throw VaultFailure.locked }
        throw failure.isForbidden ? VaultFailure.permission : .failed
      }
    }

    private static let name = "accounts"
  }
#endif
