// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/documents/mimeparts.h"
#include "models/documents/document.h"
#include "models/ingest/sizes.h"
#include "models/mail/ascii.h"
#include <gmime/gmime.h>
#include <memory>
#include <mutex>

namespace mv {
namespace {

template <class Object> struct Unref {
    void operator()(Object* object) const { g_object_unref(object); }
};
template <class Object> using Owned = std::unique_ptr<Object, Unref<Object>>;

std::string bytesOf(GMimeStream* stream)
{
    const GByteArray* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
    return bytes && bytes->data ? std::string(reinterpret_cast<const char*>(bytes->data), bytes->len) : std::string();
}

std::string text(const char* word) { return word ? word : ""; }

class Walk {
public:
    Result<std::vector<MimePart>> leaves(GMimeObject* root)
    {
        visit(root, 0);
        if (!m_error.empty())
            return failure(m_error);
        return std::move(m_parts);
    }

private:
    void visit(GMimeObject* object, int depth)
    {
        if (!object || !m_error.empty())
            return;
        if (depth > kMaxMimeDepth) {
            m_error = "Its parts lie deeper in one another than " + std::to_string(kMaxMimeDepth) + ".";
        } else if (GMIME_IS_MULTIPART(object)) {
            auto* multipart = reinterpret_cast<GMimeMultipart*>(object);
            for (int i = 0, n = g_mime_multipart_get_count(multipart); i < n; ++i)
                visit(g_mime_multipart_get_part(multipart, i), depth + 1);
        } else {
            leaf(object);
        }
    }

    void leaf(GMimeObject* object)
    {
        if (m_parts.size() == kMaxMimeParts) {
            m_error = "It has more than " + std::to_string(kMaxMimeParts) + " parts.";
            return;
        }
        MimePart part;
        const Owned<GMimeStream> out(g_mime_stream_mem_new());
        GMimeContentType* type = g_mime_object_get_content_type(object);
        part.type = lowered(text(g_mime_content_type_get_media_type(type))) + '/'
            + lowered(text(g_mime_content_type_get_media_subtype(type)));
        if (GMIME_IS_MESSAGE_PART(object)) {
            GMimeMessage* inner = g_mime_message_part_get_message(reinterpret_cast<GMimeMessagePart*>(object));
            if (inner)
                g_mime_object_write_to_stream(reinterpret_cast<GMimeObject*>(inner), nullptr, out.get());
            part.attached = true;
        } else if (GMIME_IS_PART(object)) {
            auto* mimePart = reinterpret_cast<GMimePart*>(object);
            part.name = text(g_mime_part_get_filename(mimePart));
            part.attached
                = !part.name.empty() || !part.type.starts_with("text/") || g_mime_part_is_attachment(mimePart);
            if (GMimeDataWrapper* content = g_mime_part_get_content(mimePart))
                g_mime_data_wrapper_write_to_stream(content, out.get());
        } else {
            return;
        }
        part.bytes = bytesOf(out.get());
        m_total += part.bytes.size();
        if (m_total > kMaxDocument)
            m_error = "Its parts are larger than the limit of " + sizeText(kMaxDocument) + ".";
        m_parts.push_back(std::move(part));
    }

    std::vector<MimePart> m_parts;
    std::size_t m_total = 0;
    std::string m_error;
};

} // namespace

Result<std::vector<MimePart>> mimeParts(std::string_view mail)
{
    static std::once_flag once;
    std::call_once(once, [] { g_mime_init(); });
    const Owned<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(mail.data(), mail.size()));
    const Owned<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
    GMimeMessage* parsed = g_mime_parser_construct_message(parser.get(), nullptr);
    if (!parsed)
        return failure("It has no header of a mail.");
    const Owned<GMimeMessage> message(parsed);
    return Walk().leaves(g_mime_message_get_mime_part(message.get()));
}

} // namespace mv
