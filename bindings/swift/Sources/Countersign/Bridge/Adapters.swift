internal import CountersignGenerated
import Foundation

// What an app brings, as the generated code wants it. Nothing an app throws gets through but the failures it may name.

final class AppTransport: CountersignGenerated.Transport {
  private let transport: any Transport

  init(_ transport: any Transport) {
    self.transport = transport
  }

  func send(request: HttpRequest) async throws -> HttpResponse {
    let ours = HTTPRequest(
      method: request.method, url: request.url,
      headers: request.headers.map { HTTPHeader(name: $0.name, value: $0.value) },
      body: request.body, responseLimit: Int(clamping: request.responseLimit))
    do {
      let response = try await transport.send(ours)
      guard let status = UInt16(exactly: response.status) else { throw UnusableValue() }
      let headers = response.headers.map { HttpHeader(name: $0.name, value: $0.value) }
      return HttpResponse(status: status, headers: headers, body: response.body)
    } catch let failure as TransportFailure {
      throw failure.generated
    } catch is CancellationError {
      throw CountersignGenerated.TransportFailure.Canceled
    } catch {
      tell(error)
      throw CountersignGenerated.TransportFailure.Interrupted
    }
  }
}

final class AppSigner: CountersignGenerated.Signer {
  private let signer: any Signer

  init(_ signer: any Signer) {
    self.signer = signer
  }

  func generate(
    handle: String, purpose: CountersignGenerated.KeyPurpose, algorithms: [CountersignGenerated.Algorithm]
  ) async throws -> CountersignGenerated.PublicKey {
    let (purpose, algorithms) = (KeyPurpose(purpose), algorithms.map(Algorithm.init))
    return try await named { try await signer.generate(handle, purpose: purpose, algorithms: algorithms).generated }
  }

  func sign(handle: String, payload: Data, prompt: SigningPrompt) async throws -> Data {
    try await named { try await signer.sign(handle, payload: payload, prompt: Prompt(prompt)) }
  }

  func delete(handle: String) async throws {
    try await named { try await signer.delete(handle) }
  }

  private func named<T>(_ call: () async throws -> T) async throws -> T {
    do {
      return try await call()
    } catch let failure as SignerFailure {
      throw failure.generated
    } catch is CancellationError {
      throw CountersignGenerated.SignerFailure.Canceled
    } catch {
      tell(error)
      throw CountersignGenerated.SignerFailure.Failed
    }
  }
}

final class AppVault: CountersignGenerated.KeyVault {
  private let vault: any KeyVault

  init(_ vault: any KeyVault) {
    self.vault = vault
  }

  func load() throws -> Data? {
    try named { try vault.load() }
  }

  func save(key: Data) throws {
    try named { try vault.save(key) }
  }

  private func named<T>(_ call: () throws -> T) throws -> T {
    do {
      return try call()
    } catch let failure as VaultFailure {
      throw failure.generated
    } catch {
      tell(error)
      throw CountersignGenerated.VaultFailure.Failed
    }
  }
}

/// What an app returned cannot cross.
private struct UnusableValue: Error {}

private func tell(_ error: any Error) {
  Log.tell(.error, "what the app brought threw \(type(of: error))")
}
