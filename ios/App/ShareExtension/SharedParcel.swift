import CountersignScreens
import Foundation
import UniformTypeIdentifiers

/// What another app handed over: of all there is, the first thing that can hold a code and can be loaded.
@MainActor final class SharedParcel {
  private let attachments: [NSItemProvider]

  init(_ attachments: [NSItemProvider]) {
    self.attachments = attachments
  }

  func opened() async -> ShareModel.Parcel {
    for attachment in attachments {
      if let parcel = await opened(attachment) { return parcel }
    }
    return .nothing
  }

  /// `nil` when it can hold no code, or cannot be loaded.
  private func opened(_ attachment: NSItemProvider) async -> ShareModel.Parcel? {
    if attachment.hasItemConformingToTypeIdentifier(UTType.image.identifier) {
      return await image(attachment).flatMap { Frame(image: $0) }.map { ShareModel.Parcel.picture($0) }
    }
    if attachment.canLoadObject(ofClass: URL.self) { return await link(attachment).map { ShareModel.Parcel.text($0) } }
    if attachment.canLoadObject(ofClass: String.self) { return await text(attachment).map { ShareModel.Parcel.text($0) } }
    return nil
  }

  private func image(_ attachment: NSItemProvider) async -> Data? {
    await withCheckedContinuation { answer in
      _ = attachment.loadDataRepresentation(forTypeIdentifier: UTType.image.identifier) { data, _ in
        answer.resume(returning: data)
      }
    }
  }

  private func link(_ attachment: NSItemProvider) async -> String? {
    await withCheckedContinuation { answer in
      _ = attachment.loadObject(ofClass: URL.self) { url, _ in answer.resume(returning: url?.absoluteString) }
    }
  }

  private func text(_ attachment: NSItemProvider) async -> String? {
    await withCheckedContinuation { answer in
      _ = attachment.loadObject(ofClass: String.self) { text, _ in answer.resume(returning: text) }
    }
  }
}
