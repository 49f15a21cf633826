// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/documents/xml.h"
#include "models/documents/text.h"
#include "models/mail/ascii.h"
#include <array>
#include <expat.h>
#include <memory>
#include <simdjson.h>

namespace mv {
namespace {

constexpr std::array<int, 32> kWindows1252 { 0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6,
    0x2030, 0x0160, 0x2039, 0x0152, 0xfffd, 0x017d, 0xfffd, 0xfffd, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013,
    0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0xfffd, 0x017e, 0x0178 }; // 0x80 to 0x9f

std::string_view localName(std::string_view name)
{
    const auto colon = name.find(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

std::string_view declaredEncoding(std::string_view text)
{
    if (!text.starts_with("<?xml"))
        return {};
    std::string_view head = text.substr(0, text.find("?>"));
    const auto at = head.find("encoding");
    if (at == std::string_view::npos)
        return {};
    const auto open = head.find_first_of("\"'", at);
    if (open == std::string_view::npos)
        return {};
    head.remove_prefix(open + 1);
    return head.substr(0, head.find_first_of("\"'"));
}

class Reader {
public:
    Reader(std::string_view text, XmlElements& elements)
        : m_text(text)
        , m_elements(elements)
    {
    }

    Result<std::vector<std::string>> read()
    {
        // Nothing may come before the declaration: a mark or a line end does.
        std::string_view text = m_text;
        if (text.starts_with("\xef\xbb\xbf"))
            text.remove_prefix(3);
        while (!text.empty() && isBlank(text.front()))
            text.remove_prefix(1);
        m_skipped = m_text.size() - text.size();

        const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(
            XML_ParserCreate(encodingOf(text)), &XML_ParserFree);
        if (!parser)
            return failure("There is no memory to read XML.");
        m_parser = parser.get();
        XML_SetUserData(m_parser, this);
        XML_SetElementHandler(m_parser, &Reader::onBegin, &Reader::onEnd);
        XML_SetCharacterDataHandler(m_parser, &Reader::onText);
        XML_SetStartDoctypeDeclHandler(m_parser, &Reader::onDoctype);
        XML_SetUnknownEncodingHandler(m_parser, &Reader::onEncoding, this);
        const auto status = XML_Parse(m_parser, text.data(), static_cast<int>(text.size()), XML_TRUE);
        if (m_error)
            return tl::unexpected(*m_error);
        if (status != XML_STATUS_OK)
            return notWellFormed();
        return std::move(m_problems);
    }

private:
    // As expat is told it; null: as the text declares.
    const char* encodingOf(std::string_view text)
    {
        if (simdjson::validate_utf8(text.data(), text.size()))
            return "UTF-8";
        const std::string declared = lowered(declaredEncoding(text));
        if (!declared.empty() && declared != "utf-8" && declared != "utf8")
            return nullptr;
        m_problems.emplace_back("It says that it is UTF-8 and is not: read as windows-1252.");
        return "windows-1252";
    }
    std::string line() const { return "Line " + std::to_string(XML_GetCurrentLineNumber(m_parser)) + ": "; }
    void stop(std::string why)
    {
        if (!m_error)
            m_error = Error { line() + std::move(why) };
        XML_StopParser(m_parser, XML_FALSE);
    }
    tl::unexpected<Error> notWellFormed() const
    {
        const XML_Error code = XML_GetErrorCode(m_parser);
        if (code == XML_ERROR_NO_ELEMENTS && m_depth == 0)
            return failure("There is no XML in it.");
        std::string why = line() + "the XML is damaged here: " + XML_ErrorString(code);
        if (m_depth > 0)
            why += "; expected the end of <" + shown(m_open[static_cast<std::size_t>(m_depth) - 1]) + ">";
        return failure(why + ".");
    }

    static void onBegin(void* self, const XML_Char* name, const XML_Char**)
    {
        auto& r = *static_cast<Reader*>(self);
        if (r.m_error)
            return;
        if (r.m_depth == kMaxXmlDepth)
            return r.stop("elements lie deeper in one another than " + std::to_string(kMaxXmlDepth) + ".");
        r.m_open[static_cast<std::size_t>(r.m_depth++)].assign(name);
        r.m_buffer.clear();
        r.m_elements.begin(
            localName(name), r.m_skipped + static_cast<std::uint64_t>(XML_GetCurrentByteIndex(r.m_parser)));
    }
    static void onEnd(void* self, const XML_Char* name)
    {
        auto& r = *static_cast<Reader*>(self);
        if (r.m_error)
            return;
        --r.m_depth;
        r.m_elements.end(localName(name), trimmed(r.m_buffer));
        r.m_buffer.clear();
        if (const auto why = r.m_elements.stop())
            r.stop(why->what);
    }
    static void onText(void* self, const XML_Char* text, int length)
    {
        auto& r = *static_cast<Reader*>(self);
        if (r.m_buffer.size() + static_cast<std::size_t>(length) <= kMaxXmlText)
            r.m_buffer.append(text, static_cast<std::size_t>(length));
    }
    static void onDoctype(void* self, const XML_Char*, const XML_Char*, const XML_Char*, int)
    {
        static_cast<Reader*>(self)->stop("a document type (DOCTYPE), which no report has, is refused.");
    }
    static int onEncoding(void* self, const XML_Char* name, XML_Encoding* encoding)
    {
        auto& r = *static_cast<Reader*>(self);
        const std::string known = lowered(name);
        const bool latin
            = known.starts_with("windows-125") || known.starts_with("cp125") || known.starts_with("iso-8859");
        if (!latin)
            r.m_problems.emplace_back("Its encoding " + shown(name) + " is not known: only ASCII is read.");
        for (int byte = 0; byte < 256; ++byte)
            encoding->map[byte] = byte < 0x80 ? byte
                : !latin                      ? 0xfffd
                : byte < 0xa0                 ? kWindows1252[static_cast<std::size_t>(byte) - 0x80]
                                              : byte;
        encoding->data = nullptr;
        encoding->convert = nullptr;
        encoding->release = nullptr;
        return XML_STATUS_OK;
    }

    std::string_view m_text;
    XmlElements& m_elements;
    XML_Parser m_parser = nullptr;
    std::uint64_t m_skipped = 0;
    std::vector<std::string> m_problems;
    std::optional<Error> m_error;
    std::array<std::string, kMaxXmlDepth> m_open;
    int m_depth = 0;
    std::string m_buffer;
};

} // namespace

Result<std::vector<std::string>> readXml(std::string_view text, XmlElements& elements)
{
    return Reader(text, elements).read();
}

} // namespace mv
