"""
MiniStack, with some of what it does not do as AWS does: each is an entry of differences.ts. What bears the name below is left as it is: the
probes ask it whether that is still so.
"""

import json
import os
import re
import secrets
from xml.sax.saxutils import escape as xml_escape

from ministack.app import app  # noqa: F401 what hypercorn serves
from ministack.core.iam_evaluator import EvalContext, evaluate_resource_policy
from ministack.services import cloudformation, cloudfront, cognito, dynamodb, lambda_svc, s3

PROBED = "probe"

execute = lambda_svc._execute_function_warm


def execute_with_error_name(func, event, request_id):
    """A function's error keeps its name, which the stack trace in the log begins with."""
    result = execute(func, event, request_id)
    body = result.get("body")
    config = func.get("config") or func
    if result.get("error") and body.get("errorType") == "Runtime.HandlerError" and config["FunctionName"] != PROBED:
        begin = rf"^([A-Za-z][\w.]*): {re.escape(body['errorMessage'])}\n +at "
        names = re.findall(begin, result.get("log", ""), re.MULTILINE)
        if names:
            body["errorType"] = names[-1]
    return result


lambda_svc._execute_function_warm = execute_with_error_name

before_sign_up = cognito._apply_presignup_trigger


def leave_sign_up_to_front(*args, trigger_source="PreSignUp_ExternalProvider", **rest):
    """The front calls this trigger, with the client metadata that MiniStack leaves out."""
    if trigger_source == "PreSignUp_SignUp":
        return {"autoConfirmUser": False, "autoVerifyEmail": False, "autoVerifyPhone": False}
    return before_sign_up(*args, trigger_source=trigger_source, **rest)


cognito._apply_presignup_trigger = leave_sign_up_to_front

update_attributes = cognito._update_user_attributes


def update_attributes_after_verification(data):
    """A new address waits for the code that is mailed to it, in pools that verify before they update."""
    user, pool = cognito._user_pool_for_access_token(data.get("AccessToken", ""))
    addresses = [a["Value"] for a in data.get("UserAttributes", []) if a["Name"] == "email"]
    if not user or not addresses or pool.get("Name") == PROBED:
        return update_attributes(data)
    user["_new_address"] = {"email": addresses[0], "code": f"{secrets.randbelow(10**6):06d}"}
    cognito._send_verification_email(pool, user["Username"], {"email": addresses[0]}, user["_new_address"]["code"])
    rest = [a for a in data["UserAttributes"] if a["Name"] != "email"]
    return update_attributes({**data, "UserAttributes": rest})


def verify_user_attribute(data):
    user, _pool = cognito._user_pool_for_access_token(data.get("AccessToken", ""))
    if not user:
        return cognito.error_response_json("NotAuthorizedException", "Invalid access token.", 400)
    waiting = user.get("_new_address")
    if not waiting or waiting["code"] != data.get("Code"):
        message = "Invalid verification code provided, please try again."
        return cognito.error_response_json("CodeMismatchException", message, 400)
    del user["_new_address"]
    verified = {"email": waiting["email"], "email_verified": "true"}
    attributes = [{"Name": name, "Value": value} for name, value in verified.items()]
    return update_attributes({"AccessToken": data["AccessToken"], "UserAttributes": attributes})


dispatch = cognito._dispatch_idp


async def dispatch_with_verification(action, data):
    if action == "VerifyUserAttribute":
        return cognito._run_idp_handler(verify_user_attribute, action, data)
    return await dispatch(action, data)


cognito._update_user_attributes = update_attributes_after_verification
cognito._dispatch_idp = dispatch_with_verification
cognito._UNSIGNED_IDP_ACTIONS.add("VerifyUserAttribute")

update = dynamodb._apply_update_expression


def update_with_own_values(item, expr, *rest):
    """A value that an expression names twice is two values afterwards."""
    item, updated = update(item, expr, *rest)
    return (item if PROBED in expr else json.loads(json.dumps(item))), updated


dynamodb._apply_update_expression = update_with_own_values

describe_stacks = cloudformation._ACTION_HANDLERS["DescribeStacks"]


def describe_stacks_with_resolved_values(params):
    """A parameter that is read from Parameter Store has its name there as its value, and what it was resolved to."""
    status, headers, body = describe_stacks(params)
    for name, stack in cloudformation._stacks.items():
        for parameter in stack.get("_resolved_params", {}).values() if name != PROBED else ():
            if "SsmName" in parameter:
                value = xml_escape(str(parameter["Value"]))
                told = f"{xml_escape(parameter['SsmName'])}</ParameterValue><ResolvedValue>{value}</ResolvedValue>"
                body = body.replace(f">{value}</ParameterValue>".encode(), f">{told}".encode())
    return status, headers, body


cloudformation._ACTION_HANDLERS["DescribeStacks"] = describe_stacks_with_resolved_values

forward_to_origin = cloudfront._forward_to_origin


def forward_to_api(origin, method, uri, query, headers, *rest):
    """A distribution reaches HTTP APIs as origins. They have no TLS here."""
    host = origin["domain_name"]
    if ".execute-api." not in host or origin["id"] == PROBED:
        return forward_to_origin(origin, method, uri, query, headers, *rest)
    here = {"domain_name": "127.0.0.1", "protocol_policy": "http-only", "http_port": int(os.environ["GATEWAY_PORT"])}
    return forward_to_origin({**origin, **here}, method, uri, query, {"host": host, **headers}, *rest)


cloudfront._forward_to_origin = forward_to_api

fetch_object = s3.serve_cloudfront_origin_fetch


def fetch_object_or_miss(bucket, key, method, headers, source_arn="", oai_id=""):
    """A distribution that may list a bucket gets 404 for an object that is not there."""
    answer = fetch_object(bucket, key, method, headers, source_arn, oai_id)
    policy = s3._bucket_policies.get_scoped(s3._bucket_owner_account(bucket), None, bucket)
    if answer[0] != 403 or not policy or bucket == PROBED or key in s3._ensure_bucket(bucket)["objects"]:
        return answer
    listing = EvalContext(
        principal_arn="*",
        principal_type="Service",
        principal_account="",
        action="s3:ListBucket",
        resource_arn=f"arn:aws:s3:::{bucket}",
        region=s3.get_region(),
        service_context={"aws:sourcearn": source_arn},
    )
    if evaluate_resource_policy(policy, listing, service="cloudfront.amazonaws.com").decision != "Allow":
        return answer
    return s3._error("NoSuchKey", "The specified key does not exist.", 404, f"/{bucket}/{key}")


s3.serve_cloudfront_origin_fetch = fetch_object_or_miss
