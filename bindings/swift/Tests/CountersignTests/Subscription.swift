import CCrypto
import Countersign
import Foundation
import Testing

/// A Web Push subscription as a server has it: it encrypts (RFC 8291) with OpenSSL.
struct Subscription {
  let endpoint: String
  private let phone: Data
  private let auth: Data

  init(_ target: PushTarget) throws {
    let token = try JSON(parsing: Data(target.token.utf8))
    let keys = token["keys"]
    #expect(Set((token.value as? [String: Any] ?? [:]).keys) == ["endpoint", "keys"])
    #expect(Set((keys.value as? [String: Any] ?? [:]).keys) == ["p256dh", "auth"])
    endpoint = token["endpoint"].text
    phone = try decoded(keys["p256dh"].text)
    auth = try decoded(keys["auth"].text)
  }

  func encrypted(_ payload: String) throws -> Data {
    let own = try Key.p256()
    let sender = try own.point()
    let salt = Data(repeating: 9, count: 16)
    let info = Data("WebPush: info\0".utf8) + phone + sender
    let secret = expanded(salt: auth, secret: try own.shared(with: phone), info: info)
    let key = expanded(salt: salt, secret: secret, info: Data("Content-Encoding: aes128gcm\0".utf8)).prefix(16)
    let nonce = expanded(salt: salt, secret: secret, info: Data("Content-Encoding: nonce\0".utf8)).prefix(12)
    let record = try sealed(Data(payload.utf8) + [2], key: key, nonce: nonce)
    return salt + Data([0, 0, 16, 0, 65]) + sender + record
  }
}

/// Reads base64url without padding.
private func decoded(_ text: String) throws -> Data {
  let usual = text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
  let padded = usual + String(repeating: "=", count: (4 - usual.count % 4) % 4)
  guard let data = Data(base64Encoded: padded) else { throw Unexpected("no base64url") }
  return data
}

/// HKDF (RFC 5869) for up to 32 bytes.
private func expanded(salt: Data, secret: Data, info: Data) -> Data {
  hmac(key: hmac(key: salt, message: secret), message: info + [1])
}

private func hmac(key: Data, message: Data) -> Data {
  var code = [UInt8](repeating: 0, count: 32)
  var length: UInt32 = 32
  _ = HMAC(EVP_sha256(), [UInt8](key), Int32(key.count), [UInt8](message), message.count, &code, &length)
  return Data(code)
}

/// AES-128-GCM: the ciphertext and its tag.
private func sealed(_ plain: Data, key: Data, nonce: Data) throws -> Data {
  let context = EVP_CIPHER_CTX_new()
  defer { EVP_CIPHER_CTX_free(context) }
  var body = [UInt8](repeating: 0, count: plain.count)
  var tag = [UInt8](repeating: 0, count: 16)
  var length: Int32 = 0
  guard EVP_EncryptInit_ex(context, EVP_aes_128_gcm(), nil, [UInt8](key), [UInt8](nonce)) == 1,
    EVP_EncryptUpdate(context, &body, &length, [UInt8](plain), Int32(plain.count)) == 1,
    EVP_EncryptFinal_ex(context, nil, &length) == 1,
    EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, 16, &tag) == 1
  else { throw Unexpected("nothing was encrypted") }
  return Data(body) + Data(tag)
}
