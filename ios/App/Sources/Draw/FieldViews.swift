import CountersignScreens
import SwiftUI

/// A field to type in.
struct FieldView: View {
  let field: Item.Field
  let act: (CountersignScreens.Action) -> Void

  var body: some View {
    VStack(alignment: .leading, spacing: 4) {
      Text(field.label).font(.subheadline).accessibilityHidden(true)
      TextField(text: value, prompt: field.hint.map { Text($0) }) { Text(field.label) }
        .textFieldStyle(.roundedBorder)
        .autocorrectionDisabled()
        .textInputAutocapitalization(.never)
        .submitLabel(field.keyboard == .search ? .search : .done)
    }
  }

  private var value: Binding<String> {
    Binding(get: { field.value }, set: { act(CountersignScreens.Action(field.id, $0)) })
  }
}

/// The number from the login page: digits run from left to right in every language.
struct NumberView: View {
  let entry: Item.NumberEntry
  let act: (CountersignScreens.Action) -> Void

  var body: some View {
    VStack(alignment: .leading, spacing: 4) {
      Text(entry.label).accessibilityHidden(true)
      TextField(text: value) { Text(entry.label) }
        .textFieldStyle(.roundedBorder)
        .keyboardType(.numberPad)
        .font(.title.monospacedDigit())
        .multilineTextAlignment(.center)
        .environment(\.layoutDirection, .leftToRight)
    }
  }

  private var value: Binding<String> {
    Binding(get: { entry.value }, set: { act(CountersignScreens.Action(entry.id, $0)) })
  }
}

/// A one-time code, and how long it lives.
struct CodeView: View {
  let code: Item.Code
  let act: (CountersignScreens.Action) -> Void

  var body: some View {
    VStack(alignment: .leading, spacing: 8) {
      HStack(spacing: 16) {
        Text(verbatim: digits).font(.title.monospacedDigit()).environment(\.layoutDirection, .leftToRight)
        Spacer()
        if let ring = code.ring { Ring(fraction: ring) }
      }
      .accessibilityElement(children: .ignore)
      .accessibilityLabel(Text(code.label))
      .accessibilityValue(Text(spoken: Array(Item.code(code).spoken.dropFirst().dropLast())))
      ButtonView(button: code.button, act: act)
    }
  }

  private var digits: String {
    code.digits?.resolved(in: PhoneWording()) ?? "••••••"
  }
}

private struct Ring: View {
  let fraction: Double

  var body: some View {
    Circle().trim(from: 0, to: fraction).stroke(.tint, lineWidth: 3).rotationEffect(.degrees(-90))
      .frame(width: 28, height: 28)
  }
}
