import CHash
import Countersign
import Dispatch
import Foundation

/// Does one measured thing N times through the Swift package: `calls call|approve FOLDER N`.
///
/// FOLDER is made by `gauge prepare-approve`. The counterpart in Rust is `gauge call|approve FOLDER N`.
@main struct Calls {
  /// Waits by itself: where an `async` one waits, the signal mask is in memory that valgrind wants to write.
  static func main() {
    let ended = DispatchSemaphore(value: 0)
    Task.detached {
      try! await run(CommandLine.arguments)
      ended.signal()
    }
    ended.wait()
  }

  static func run(_ arguments: [String]) async throws {
    let (what, folder, times) = (arguments[1], URL(fileURLWithPath: arguments[2]), Int(arguments[3])!)
    let device = Device(name: "", app: "")
    let phone = try Authenticator.open(folder, vault: .file, device: device, transport: YesTransport())
    if what == "call" {
      for _ in 0..<times {
        _ = try phone.tokenDialects()
      }
    } else {
      let waiting = try phone.pending().prefix(times)
      precondition(waiting.count == times, "only \(waiting.count) challenges wait")
      for challenge in waiting {
        try await phone.approve(challenge.id, number: "482913")
      }
    }
    phone.close()
  }
}

/// Replies "approved" to whatever is sent.
struct YesTransport: Transport {
  func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    let parts = request.body.split(separator: UInt8(ascii: "."))
    let claims = try JSONDecoder().decode(Claims.self, from: decoded(parts[1]))
    let reply = try JSONEncoder().encode(Reply(cid: claims.cid, state: "approved", ans: encoded(hash(request.body))))
    return HTTPResponse(status: 200, headers: [], body: reply)
  }

  private func hash(_ bytes: Data) -> Data {
    var digest = Data(count: Int(SHA256_DIGEST_LENGTH))
    digest.withUnsafeMutableBytes { digest in
      bytes.withUnsafeBytes { bytes in
        _ = SHA256(bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count, digest.bindMemory(to: UInt8.self).baseAddress)
      }
    }
    return digest
  }

  private func decoded(_ base64URL: Data) throws -> Data {
    let text = String(decoding: base64URL, as: UTF8.self)
      .replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
    guard let data = Data(base64Encoded: text + String(repeating: "=", count: (4 - text.count % 4) % 4)) else {
      throw TransportFailure.invalid
    }
    return data
  }

  private func encoded(_ data: Data) -> String {
    data.base64EncodedString()
      .replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
  }
}

private struct Claims: Decodable {
  let cid: String
}

private struct Reply: Encodable {
  let cid: String
  let state: String
  let ans: String
}
